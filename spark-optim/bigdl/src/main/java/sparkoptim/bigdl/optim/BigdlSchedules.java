// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.SGD.LearningRateSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.collection.JavaConverters;
import sparkoptim.core.Schedule;
import sparkoptim.core.Schedule.Per;
import sparkoptim.core.StepSize;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Exponential;
import sparkoptim.core.stepsize.MultiStep;
import sparkoptim.core.stepsize.Power;
import sparkoptim.core.stepsize.StepDecay;

/**
 * The learning rate schedules of BigDL's SGD: as schedules of core, where values are the same, else
 * asked themselves.
 */
final class BigdlSchedules {
  /** EpochStep never ends; this far its milestones are written down. */
  private static final int EPOCHS = 10_000;

  private BigdlSchedules() {}

  /**
   * Returns the schedule of an SGD with its learning rate.
   *
   * @throws IllegalArgumentException if it waits for what a step does not know, or has values that
   *     core refuses
   */
  static StepSize translate(SGD<?> sgd) {
    double rate = sgd.learningRate();
    LearningRateSchedule schedule = sgd.learningRateSchedule();
    if (schedule instanceof SGD.Default) {
      return decayed(rate, sgd.learningRateDecay());
    }
    if (schedule instanceof CoreSchedule ours) {
      return ours.schedule();
    }
    if (schedule instanceof SGD.Step step) {
      return falling("Step", rate, step.gamma(), step.stepSize());
    }
    if (schedule instanceof SGD.MultiStep steps) {
      return multiStep(rate, steps);
    }
    if (schedule instanceof SGD.EpochStep step) {
      return epochStep(rate, step.gamma(), step.stepSize());
    }
    if (schedule instanceof SGD.NaturalExp exp) {
      return falling("NaturalExp", rate, StrictMath.exp(-exp.gamma()), exp.decay_step());
    }
    if (schedule instanceof SGD.Exponential exp) {
      return exp.stairCase()
          ? falling("Exponential", rate, exp.decayRate(), exp.decayStep())
          : new Exponential(rate, root(exp.decayRate(), exp.decayStep()), Per.STEP);
    }
    if (schedule instanceof SGD.Plateau plateau) {
      return MonitoredPlateau.of(rate, plateau);
    }
    if (schedule == null) {
      throw new IllegalArgumentException("SGD: learningRateSchedule must be given, was null");
    }
    requireWithoutPlateau(schedule);
    if (schedule instanceof SGD.EpochSchedule epochs) {
      for (SGD.Regime regime : epochs.regimes()) {
        for (Object setting : JavaConverters.setAsJavaSet(regime.config().keySet())) {
          if (!setting.equals("learningRate")) {
            throw new IllegalArgumentException(
                "SGD: an EpochSchedule must change learningRate alone here, was " + regime);
          }
        }
      }
    }
    return new AskedSchedule(new AskedSchedule.ScheduledSgd(sgd));
  }

  /** What a plateau has seen is no function of the steps before, from which others are asked. */
  private static void requireWithoutPlateau(LearningRateSchedule schedule) {
    if (schedule instanceof SGD.Plateau) {
      throw new IllegalArgumentException(
          "SGD: learningRateSchedule Plateau must be alone here, and not in a SequentialSchedule");
    }
    if (schedule instanceof SGD.SequentialSchedule several) {
      JavaConverters.seqAsJavaList(several.schedules())
          .forEach(BigdlSchedules::requireWithoutPlateau);
    }
  }

  /** Returns {@code rate / (1 + decay step)}. */
  static Schedule decayed(double rate, double decay) {
    if (decay == 0) {
      return new Constant(rate);
    }
    return decay == 1 ? new Power(rate, 1, Per.STEP) : new InverseTime(rate, decay);
  }

  private static Schedule falling(String name, double rate, double factor, int every) {
    requireFalling(name, factor);
    return new StepDecay(rate, factor, every, Per.STEP);
  }

  private static void requireFalling(String name, double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "%s: the learning rate must fall by a factor in (0, 1], was %s".formatted(name, factor));
    }
  }

  private static double root(double factor, int every) {
    requireFalling("Exponential", factor);
    return StrictMath.pow(factor, 1.0 / every);
  }

  private static Schedule multiStep(double rate, SGD.MultiStep steps) {
    requireFalling("MultiStep", steps.gamma());
    List<Long> milestones = Arrays.stream(steps.stepSizes()).mapToObj(step -> (long) step).toList();
    return new MultiStep(rate, steps.gamma(), milestones, Per.STEP);
  }

  /** BigDL's epochs begin at 1, so the first fall comes one epoch early. */
  private static Schedule epochStep(double rate, double factor, int every) {
    requireFalling("EpochStep", factor);
    if (every == 1) {
      return new Exponential(rate * factor, factor, Per.EPOCH);
    }
    List<Long> milestones = new ArrayList<>();
    for (long epoch = every - 1L; epoch < EPOCHS; epoch += every) {
      milestones.add(epoch);
    }
    return new MultiStep(rate, factor, milestones, Per.EPOCH);
  }
}
