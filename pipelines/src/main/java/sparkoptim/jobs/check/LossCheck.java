// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.LinkedHashMap;
import java.util.Map;
import sparkoptim.core.PlainText;

/**
 * How the model that serves does on the new rows: labels that are upside down, or features in other
 * units, show here before anything is trained on them.
 *
 * @param figure the name of the loss
 * @param before on the rows that were held out when that model was made
 * @param now on new rows that are held out
 * @param rows how many these are
 * @param overConstant how much that is above the loss of the best constant, at least
 */
public record LossCheck(String figure, double before, double now, long rows, double overConstant) {
  static final String NAME = "loss";
  private static final int LEAST_ROWS = 50;

  /** Returns whether there is enough to judge. */
  public boolean isKnown() {
    return rows >= LEAST_ROWS && before > 0 && Double.isFinite(now);
  }

  /** Returns what follows. */
  public CheckResult result(CheckSettings settings) {
    double ratio = now / before;
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("before", before);
    numbers.put("now", now);
    numbers.put("ratio", ratio);
    String sentence =
        PlainText.of(
            "the serving model's %s is %.4g on the new rows, and was %.4g", figure, now, before);
    String hint = " (labels upside down, or features in other units?)";
    if (ratio > settings.lossRatio()) {
      return new CheckResult(
          NAME,
          settings.failed(NAME),
          sentence + "; check.loss.maxRatio = " + Checks.number(settings.lossRatio()) + hint,
          numbers);
    }
    return overConstant > 0
        ? new CheckResult(
            NAME,
            settings.failed(NAME),
            sentence + ", worse than that of a constant" + hint,
            numbers)
        : new CheckResult(NAME, CheckResult.Status.PASS, sentence, numbers);
  }
}
