// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import scala.Function1;
import scala.Tuple2;
import sparkoptim.core.PlainText;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;

/**
 * An update rule of core as a method for BigDL: for rules that take one gradient a step and treat
 * every coordinate by itself, so that a slice of the weights is as good as all of them. Points and
 * moments are doubles, also where the weights are floats.
 *
 * <p>A rule that serves another point than where it takes gradients must know the last step: only
 * there the served point is written into the weights.
 */
public abstract class CoreRuleAdapter<T, S extends CoreRuleAdapter<T, S>>
    extends ScheduledMethod<T, S> {
  private static final long serialVersionUID = 1L;

  /** No rule that is hosted here looks at the length of a run that nobody has set. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final History<CoreRuleRun> keeper = new History<>();

  CoreRuleAdapter(double initialRate) {
    super(initialRate, 1);
  }

  /** Returns the customary step size of a rule, or core's default. */
  static double initialRate(UpdateRule rule) {
    double customary = rule.defaultStepSize();
    return Double.isNaN(customary) ? sparkoptim.core.stepsize.Constant.DEFAULT.value() : customary;
  }

  /** Returns the rule with its settings. */
  abstract UpdateRule rule();

  /**
   * Returns where the rule's weight decay applies; null for everywhere.
   *
   * @param size of the slice
   */
  boolean[] decays(int size) {
    return null;
  }

  /** Refuses settings that need lengths which nobody has set. */
  void checkLengths() {}

  /** Refuses a setting that counts epochs where nobody has set their length. */
  final void checkEpochs(String setting, Schedule schedule) {
    if (schedule.per() == Schedule.Per.EPOCH && stepsPerEpoch() == 0) {
      throw new IllegalArgumentException(
          name() + ": " + setting + " counts epochs: call setStepsPerEpoch(n)");
    }
  }

  @Override
  History<?> keeper() {
    return keeper;
  }

  /**
   * Returns the number of steps that this copy has made; 0 for the driver's copy in
   * DistriOptimizer.
   */
  public long steps() {
    CoreRuleRun run = keeper.live();
    return run == null ? 0 : run.steps();
  }

  @Override
  public sparkoptim.core.OptimMethod coreMethod() {
    return new sparkoptim.core.OptimMethod(
        Plain.DEFAULT, rule(), rate().schedule(), NoAverage.DEFAULT);
  }

  /** Makes one step, on the slice that {@code x} is. */
  @Override
  public Tuple2<Tensor<T>, Object> optimize(
      Function1<Tensor<T>, Tuple2<T, Tensor<T>>> evaluate, Tensor<T> x) {
    CoreRuleRun run = keeper.get(() -> begin(x));
    if (run.ended()) {
      throw new IllegalStateException(
          PlainText.of(
              "%s: the run of %d steps has ended; setSteps and Trigger.maxIteration must agree",
              name(), run.steps()));
    }
    run.requireAt(x);
    Tuple2<T, Tensor<T>> evaluated = evaluate.apply(x);
    run.step(nextRate(run.steps()), Slice.loss(evaluated._1()), evaluated._2(), x);
    if (run.steps() == rate().steps() && run.servesElsewhere()) {
      run.end(x);
    }
    return new Tuple2<>(x, Slice.losses(evaluated._1()));
  }

  private CoreRuleRun begin(Tensor<T> x) {
    checkLengths();
    long steps = rate().steps();
    Plan plan = new Plan(Math.max(1, stepsPerEpoch()), steps == 0 ? UNKNOWN : steps, 1);
    RunContext context =
        new RunContext(new WholeSpace(x.nElement()), plan, Prox.NONE, null, decays(x.nElement()));
    CoreRuleRun run =
        new CoreRuleRun(rule().start(context, Slice.read(x)), Counters.steps(state()));
    if (run.servesElsewhere() && steps == 0) {
      throw new IllegalArgumentException(
          name()
              + " serves another point than where it takes gradients, and writes it in the last step: call setSteps(n), the n of Trigger.maxIteration(n)");
    }
    return run;
  }
}
