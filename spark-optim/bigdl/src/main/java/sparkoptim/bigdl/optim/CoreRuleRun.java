// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;
import sparkoptim.core.UpdateRule;

/** A run of an update rule of core whose gradients come from BigDL, one a step. */
final class CoreRuleRun implements Stateful {
  static final String ELSEWHERE =
      "the weights are not those that the method's last step left: load model and method of one moment, or forget() the method's history";

  private final UpdateRule.Run rule;
  private final Given given = new Given();
  private long steps;
  private boolean ended;

  /**
   * Creates a run that has not begun.
   *
   * @param steps steps that were made before it
   */
  CoreRuleRun(UpdateRule.Run rule, long steps) {
    this.rule = rule;
    this.steps = steps;
  }

  /** Returns whether the point that is served is another than where gradients are taken. */
  boolean servesElsewhere() {
    return rule.served() != rule.query();
  }

  /** Returns the number of steps made. */
  long steps() {
    return steps;
  }

  boolean ended() {
    return ended;
  }

  /**
   * Refuses weights that are not where the last step left them: the rule's points would not fit.
   */
  void requireAt(Tensor<?> weights) {
    if (!Slice.holds(weights, rule.query())) {
      throw new IllegalStateException(ELSEWHERE);
    }
  }

  /** Moves once and writes where the next gradient is to be taken. */
  void step(double eta, double loss, Tensor<?> gradient, Tensor<?> weights) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(steps, "the loss", loss);
    }
    given.loss = loss;
    given.gradient = gradient;
    rule.step(steps, eta, given);
    given.gradient = null;
    steps++;
    Slice.write(rule.query(), weights);
  }

  /** Writes the served point and ends the run. */
  void end(Tensor<?> weights) {
    Slice.write(rule.served(), weights);
    ended = true;
  }

  @Override
  public void fields(StateVisitor fields) {
    steps = fields.count("steps", steps);
    ended = fields.flag("ended", ended);
    rule.fields(fields.in("rule"));
  }

  /** BigDL's loss and gradient of this step. */
  private static final class Given implements Oracle {
    private double loss;
    private Tensor<?> gradient;

    @Override
    public double evaluate(double[] point, Gradient into) {
      if (gradient == null) {
        throw new IllegalStateException("BigDL gives one gradient a step, the rule wants another");
      }
      Slice.read(gradient, into.values);
      gradient = null;
      return loss;
    }
  }
}
