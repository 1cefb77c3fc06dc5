// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.UpdateRule;

/**
 * Adam with decoupled weight decay, {@link sparkoptim.core.rule.AdamW}, which BigDL lacks. In
 * {@code SparkOptimizer} the decay leaves biases and scales alone. BigDL's own optimizers give a
 * method a flat slice without layers: there the decay is on everything, unless {@link
 * #AdamW(AbstractModule)} was told the module, which needs one slice: one node.
 */
public final class AdamW<T> extends CoreRuleAdapter<T, AdamW<T>> {
  private static final long serialVersionUID = 1L;

  private boolean[] decays;
  private sparkoptim.core.rule.AdamW rule = sparkoptim.core.rule.AdamW.DEFAULT;

  /** Creates the method with Adam's settings and a decay of 0.01, at step size 0.001. */
  public AdamW() {
    super(initialRate(sparkoptim.core.rule.AdamW.DEFAULT));
  }

  /**
   * Creates the same with a decay that leaves biases and scales alone: a module's parameters of one
   * dimension.
   *
   * @param module whose parameters are trained, all of them
   */
  public AdamW(AbstractModule<?, ?, T> module) {
    this();
    List<Tensor<T>> parameters = List.of(module.parameters()._1());
    decays = new boolean[parameters.stream().mapToInt(Tensor::nElement).sum()];
    int at = 0;
    for (Tensor<T> parameter : parameters) {
      int end = at + parameter.nElement();
      Arrays.fill(decays, at, end, parameter.dim() > 1);
      at = end;
    }
  }

  @Override
  boolean[] decays(int size) {
    if (decays != null && decays.length != size) {
      throw new IllegalStateException(
          PlainText.of(
                  "AdamW: the module that it was told has %d parameters, this slice has %d: BigDL's optimizer",
                  decays.length, size)
              + " divides them over nodes; use SparkOptimizer, or AdamW without a module");
    }
    return decays;
  }

  /** Sets the decay of the mean of gradients, in [0, 1). */
  public AdamW<T> setBeta1(double beta1) {
    rule = rule.withBeta1(beta1);
    return this;
  }

  /** Sets the decay of the mean of squares, in [0, 1). */
  public AdamW<T> setBeta2(double beta2) {
    rule = rule.withBeta2(beta2);
    return this;
  }

  /** Sets the number added to the root, > 0. */
  public AdamW<T> setEpsilon(double epsilon) {
    rule = rule.withEpsilon(epsilon);
    return this;
  }

  /** Sets whether a divisor may never fall. */
  public AdamW<T> setAmsgrad(boolean amsgrad) {
    rule = rule.withAmsgrad(amsgrad);
    return this;
  }

  /** Sets the share of the weights taken away per unit of step size, >= 0. */
  public AdamW<T> setDecay(double decay) {
    rule = rule.withDecay(decay);
    return this;
  }

  @Override
  UpdateRule rule() {
    return rule;
  }
}
