// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.UpdateRule;

/**
 * {@link Adam} with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2): before Adam's
 * step {@code x = x - eta decay x}. The decay is no part of the gradient, so the moments never see
 * it and every coordinate shrinks by the same share, but those that the objective leaves out
 * ({@link RunContext#decays}; networks leave out biases and scales); it follows the step size, as
 * in PyTorch, where the paper has a schedule of its own for both. With decay 0 it gives the bits of
 * Adam.
 *
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squares, in [0, 1)
 * @param epsilon added to the root, &gt; 0
 * @param amsgrad whether a coordinate's divisor may never fall
 * @param decay share of the point taken away per unit of step size, &gt;= 0
 */
public record AdamW(double beta1, double beta2, double epsilon, boolean amsgrad, double decay)
    implements UpdateRule {
  /** Adam's settings, and PyTorch's decay. */
  public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8, false, 0.01);

  public AdamW {
    AdamState.check("adamw", beta1, beta2, epsilon);
    Settings.check(
        decay >= 0 && decay < Double.POSITIVE_INFINITY, "adamw", "decay", ">= 0 and finite", decay);
  }

  /** Returns this rule with another {@link #beta1()}. */
  public AdamW withBeta1(double beta1) {
    return new AdamW(beta1, beta2, epsilon, amsgrad, decay);
  }

  /** Returns this rule with another {@link #beta2()}. */
  public AdamW withBeta2(double beta2) {
    return new AdamW(beta1, beta2, epsilon, amsgrad, decay);
  }

  /** Returns this rule with another {@link #epsilon()}. */
  public AdamW withEpsilon(double epsilon) {
    return new AdamW(beta1, beta2, epsilon, amsgrad, decay);
  }

  /** Returns this rule with another {@link #amsgrad()}. */
  public AdamW withAmsgrad(boolean amsgrad) {
    return new AdamW(beta1, beta2, epsilon, amsgrad, decay);
  }

  /** Returns this rule with another {@link #decay()}. */
  public AdamW withDecay(double decay) {
    return new AdamW(beta1, beta2, epsilon, amsgrad, decay);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  /** Returns the default of adam. */
  @Override
  public double defaultStepSize() {
    return 0.001;
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new AdamState(this, context, point);
  }
}
