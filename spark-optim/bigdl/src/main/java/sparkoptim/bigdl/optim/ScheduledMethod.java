// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import sparkoptim.core.PlainText;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * A method with a step size: a constant, or any schedule of core. A schedule counts BigDL's
 * iterations from 0, or its epochs from 0, as its own {@code per} says.
 *
 * @param <S> the method itself, for the setters
 */
public abstract class ScheduledMethod<T, S extends ScheduledMethod<T, S>> extends StatefulMethod<T>
    implements CoreMethod {
  private static final long serialVersionUID = 1L;

  private final LearningRate rate;
  private long stepsPerEpoch;
  private double current;

  ScheduledMethod(double initialRate, int iterationsPerStep) {
    rate = new LearningRate(getClass().getSimpleName(), initialRate, iterationsPerStep);
    current = initialRate;
  }

  @SuppressWarnings("unchecked")
  final S self() {
    return (S) this;
  }

  /** Sets a constant step size, finite and >= 0. */
  public S setLearningRate(double learningRate) {
    Settings.notNegative(name(), "learningRate", learningRate);
    return setSchedule(new sparkoptim.core.stepsize.Constant(learningRate));
  }

  /** Sets any schedule; its values are the step sizes. */
  public S setSchedule(Schedule schedule) {
    rate.schedule(schedule);
    return self();
  }

  /** Sets a schedule from its text, {@code cosine(0.1, 0)}. */
  public S setSchedule(String text) {
    return setSchedule(LearningRate.parse(name(), text));
  }

  /** Iterations of the whole training, as in {@code Trigger.maxIteration(steps)}. */
  public S setSteps(long steps) {
    rate.steps(steps);
    return self();
  }

  /** Sets the number of epochs of the whole training, as in {@code Trigger.maxEpoch(epochs)}. */
  public S setEpochs(long epochs) {
    rate.epochs(epochs);
    return self();
  }

  /** Iterations in an epoch: for what counts epochs inside a rule, as spa's averaging can. */
  public S setStepsPerEpoch(long steps) {
    Settings.check(steps >= 1, name(), "stepsPerEpoch", ">= 1", steps);
    stepsPerEpoch = steps;
    return self();
  }

  final String name() {
    return getClass().getSimpleName();
  }

  final LearningRate rate() {
    return rate;
  }

  /** Returns the steps per epoch; 0 if not set. */
  final long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /**
   * Returns the step size of the coming step.
   *
   * @param made iterations of BigDL that the history has seen
   */
  final double nextRate(long made) {
    long counted = Counters.steps(state());
    if (rate.perEpoch() && made != counted) {
      throw new IllegalStateException(
          PlainText.of(
              "%s counts epochs, has made %d steps and BigDL counts %d: give the optimizer its old state, setState(getState() of the one before)",
              name(), made, counted));
    }
    current = rate.at(made, Counters.epochs(state()));
    return current;
  }

  /** BigDL's way to bring the driver's copy up to date, for its log. */
  @Override
  public void updateHyperParameter() {
    current = rate.at(Counters.steps(state()), Counters.epochs(state()));
  }

  /** Returns the step size of the last step. */
  @Override
  public double getLearningRate() {
    return current;
  }

  @Override
  public String getHyperParameter() {
    return "Current learning rate is " + current + ". ";
  }
}
