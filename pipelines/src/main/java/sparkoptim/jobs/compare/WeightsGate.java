// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;
import sparkoptim.core.PlainText;

/** {@code weights(r)}: the norm of the coefficients is at most r times the other model's. */
record WeightsGate(double most) implements Gate {

  @Override
  public boolean needsOther() {
    return true;
  }

  @Override
  public boolean mustPass() {
    return false;
  }

  @Override
  public List<GateVerdict> judge(PairedComparison comparison) {
    List<Double> norms = comparison.settings().weightNorms();
    if (norms.size() < 2) {
      throw new IllegalArgumentException(
          "weights needs coefficients, which one of these models does not have");
    }
    double ratio = norms.get(0) / norms.get(1);
    Answer answer = ratio <= most ? Answer.PASS : Answer.FAIL;
    return List.of(
        GateVerdict.without(
            toString(),
            answer,
            PlainText.of(
                "%s: %s, the norm of the coefficients is %.4g, %.3g times the other model's",
                toString(), answer.word(), norms.get(0), ratio)));
  }

  @Override
  public String toString() {
    return "weights(" + most + ")";
  }
}
