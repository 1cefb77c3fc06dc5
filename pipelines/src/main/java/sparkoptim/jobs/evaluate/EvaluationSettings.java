// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.List;
import java.util.Optional;
import sparkoptim.core.PlainText;

/**
 * How predictions are measured.
 *
 * @param replicates bootstrap samples behind an interval; 0 for no intervals
 * @param confidence of the intervals
 * @param seed of the bootstrap
 * @param by columns whose values make slices with figures of their own
 * @param key a column: rows with the same value are drawn together, as they are not independent
 */
public record EvaluationSettings(
    int replicates, double confidence, long seed, List<String> by, Optional<String> key) {
  private static final int LEAST = 20;
  private static final int MOST = 10_000;

  public EvaluationSettings {
    if (replicates != 0 && (replicates < LEAST || replicates > MOST)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "evaluate.replicates must be 0 (no intervals) or from %d to %d, was %d",
              LEAST, MOST, replicates));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "evaluate.confidence must be above 0 and below 1, was " + confidence);
    }
    by = List.copyOf(by);
  }

  /** Every row is by itself. */
  public EvaluationSettings(int replicates, double confidence, long seed, List<String> by) {
    this(replicates, confidence, seed, by, Optional.empty());
  }

  /** Returns the same without intervals. */
  public EvaluationSettings withoutIntervals() {
    return new EvaluationSettings(0, confidence, seed, by, key);
  }
}
