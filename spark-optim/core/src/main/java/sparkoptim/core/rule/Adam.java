// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;

/**
 * Adam (Kingma and Ba 2015, Algorithm 1): {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 -
 * beta2) g^2; x = x - eta m' / (sqrt(v') + epsilon)} with {@code m' = m / (1 - beta1^k), v' = v /
 * (1 - beta2^k)} at step k = 1, 2, ... With amsgrad (Reddi et al. 2018) the largest v so far is
 * used in the place of v; it is divided by {@code 1 - beta2^k} after the maximum is taken, as
 * PyTorch does, where the paper corrects nothing.
 *
 * <p>Under an L1 penalty the proximal step is taken in Adam's own metric, {@code 1 / (sqrt(v') +
 * epsilon)}. A coordinate whose gradient was always 0 stays where it is; where its squares overflow
 * the run ends as diverged.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squares, in [0, 1)
 * @param epsilon added to the root, &gt; 0
 * @param amsgrad whether a coordinate's divisor may never fall
 */
public record Adam(double beta1, double beta2, double epsilon, boolean amsgrad)
    implements UpdateRule {
  /** The paper's settings. */
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8, false);

  public Adam {
    AdamState.check("adam", beta1, beta2, epsilon);
  }

  /** Returns this rule with another {@link #beta1()}. */
  public Adam withBeta1(double beta1) {
    return new Adam(beta1, beta2, epsilon, amsgrad);
  }

  /** Returns this rule with another {@link #beta2()}. */
  public Adam withBeta2(double beta2) {
    return new Adam(beta1, beta2, epsilon, amsgrad);
  }

  /** Returns this rule with another {@link #epsilon()}. */
  public Adam withEpsilon(double epsilon) {
    return new Adam(beta1, beta2, epsilon, amsgrad);
  }

  /** Returns this rule with another {@link #amsgrad()}. */
  public Adam withAmsgrad(boolean amsgrad) {
    return new Adam(beta1, beta2, epsilon, amsgrad);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  /** Returns the paper's. */
  @Override
  public double defaultStepSize() {
    return 0.001;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new AdamState(new AdamW(beta1, beta2, epsilon, amsgrad, 0), context, point);
  }
}
