// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.Table;
import org.apache.spark.TaskContext;
import scala.Function1;
import scala.Tuple2;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.PlainText;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.WholeSpace;

/**
 * Any method of BigDL's or of ours, with an average of the points it visits. Coordinates are
 * averaged one by one, so slices do not matter.
 *
 * <p>Training goes on from the method's own points, which BigDL also validates and saves. In the
 * {@linkplain #setLastStep last step} the average takes their place in the weights: the only way
 * out of DistriOptimizer, whose executors keep their histories to themselves. In LocalOptimizer it
 * can be read at any time, {@link #average}.
 *
 * <p>Means and variances of batch normalization belong to the method's points and are no part of
 * the weights. For the average they have to be taken anew: forward passes over training data in
 * training mode.
 *
 * @param <S> the method itself, for the setters
 */
public abstract class AveragedMethod<T, S extends AveragedMethod<T, S>> extends StatefulMethod<T>
    implements CoreMethod {
  private static final long serialVersionUID = 1L;

  private final History<AveragedRun> keeper = new History<>();
  private final OptimMethod<T> method;
  private long lastStep;
  private long stepsPerEpoch;

  AveragedMethod(OptimMethod<T> method) {
    Settings.required(name(), "method", method);
    boolean averages =
        method instanceof AveragedMethod
            || method instanceof ScheduleFreeSGD
            || method instanceof ScheduleFreeAdamW;
    if (averages || method instanceof StepTunedSGD || method instanceof EngineMethod) {
      throw new IllegalArgumentException(
          "%s: the method must be one that moves once per gradient and does not average, was %s%s"
              .formatted(
                  name(),
                  method.getClass().getSimpleName(),
                  averages ? "" : "; sparkoptim.bigdl.SparkOptimizer runs it with setMethod"));
    }
    this.method = method;
  }

  final String name() {
    return getClass().getSimpleName();
  }

  @SuppressWarnings("unchecked")
  final S self() {
    return (S) this;
  }

  /** Returns the average with its settings. */
  abstract IterateAverage rule();

  /** Refuses settings that need what nobody has set. */
  abstract void checkLengths();

  /**
   * Returns the iteration, from 1, that puts the average into the weights: n of {@code
   * maxIteration(n)}.
   */
  public S setLastStep(long step) {
    Settings.check(step >= 1, name(), "lastStep", ">= 1", step);
    lastStep = step;
    return self();
  }

  /** Iterations in an epoch: for averages that count epochs. */
  public S setStepsPerEpoch(long steps) {
    Settings.check(steps >= 1, name(), "stepsPerEpoch", ">= 1", steps);
    stepsPerEpoch = steps;
    return self();
  }

  /** Returns the method whose points are averaged. */
  public OptimMethod<T> method() {
    return method;
  }

  final void requireLastStep() {
    if (lastStep == 0) {
      throw new IllegalArgumentException(
          name() + " must know the last step: call setLastStep(n), the n of maxIteration(n)");
    }
  }

  final void requireStepsPerEpoch(String setting) {
    if (stepsPerEpoch == 0) {
      throw new IllegalArgumentException(
          "%s: %s counts epochs: call setStepsPerEpoch(n), or set %s in iterations"
              .formatted(name(), setting, setting));
    }
  }

  /**
   * Returns a copy of the average, as far as this copy has seen the training: whole in
   * LocalOptimizer.
   *
   * @throws IllegalStateException before the first step, and on the driver of DistriOptimizer
   */
  public double[] average() {
    AveragedRun run = keeper.live();
    if (run == null) {
      throw new IllegalStateException(
          name()
              + " has seen no step here; DistriOptimizer steps on its executors and gives the average through setLastStep alone");
    }
    return run.value().clone();
  }

  /** Writes the average into weights, as {@code getParameters()} gives them. */
  public void writeAverage(Tensor<T> weights) {
    Slice.write(average(), weights);
  }

  /** Returns a step of the method, then one of the average. */
  @Override
  public Tuple2<Tensor<T>, Object> optimize(
      Function1<Tensor<T>, Tuple2<T, Tensor<T>>> evaluate, Tensor<T> x) {
    AveragedRun run = keeper.get(() -> begin(x));
    if (lastStep > 0 && run.steps() >= lastStep) {
      throw new IllegalStateException(
          PlainText.of(
              "%s: the last step, %d, is over; setLastStep and Trigger.maxIteration must agree",
              name(), lastStep));
    }
    Tuple2<Tensor<T>, Object> stepped = method.optimize(evaluate, x);
    run.add(x);
    if (run.steps() == lastStep) {
      Slice.write(run.value(), x);
    }
    return stepped;
  }

  private AveragedRun begin(Tensor<T> x) {
    checkLengths();
    if (TaskContext.get() != null) {
      requireLastStep(); // on executors the average would be lost
    }
    long made = Counters.steps(state());
    Plan plan = new Plan(Math.max(1, stepsPerEpoch), lastStep, 1);
    RunContext context = new RunContext(new WholeSpace(x.nElement()), plan);
    return new AveragedRun(rule().start(context, Slice.read(x)), x.nElement(), made);
  }

  /** Returns the method's, with the average; refused where the method has a weight decay beside. */
  @Override
  public sparkoptim.core.OptimMethod coreMethod() {
    BigdlMethods.Translation translation = BigdlMethods.translate(this);
    if (translation.l2() != 0) {
      throw new IllegalArgumentException(
          "%s: the method's weight decay is a penalty of %s and no part of a method: see BigdlMethods.translate"
              .formatted(name(), translation.l2()));
    }
    return translation.method();
  }

  @Override
  History<?> keeper() {
    return keeper;
  }

  @Override
  public void clearHistory() {
    boolean cleared = keeper.clear();
    if (cleared || method instanceof StatefulMethod) { // which knows whether it was just loaded
      method.clearHistory();
    }
  }

  @Override
  public void forget() {
    super.forget();
    if (method instanceof StatefulMethod<T> kept) {
      kept.forget();
    } else {
      method.clearHistory();
    }
  }

  /** Returns the method's table. */
  @Override
  public Table state() {
    return method.state();
  }

  @Override
  public void state_$eq(Table table) {
    method.state_$eq(table);
  }

  @Override
  public OptimMethod<T> loadFromTable(Table config) {
    method.loadFromTable(config);
    return this;
  }

  @Override
  public void updateHyperParameter() {
    method.updateHyperParameter();
  }

  @Override
  public String getHyperParameter() {
    return method.getHyperParameter();
  }

  @Override
  public double getLearningRate() {
    return method.getLearningRate();
  }
}
