// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.SGD.LearningRateSchedule;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;
import scala.collection.JavaConverters;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StepSize;

/**
 * A learning rate schedule of BigDL's SGD, asked itself: step after step, with BigDL's counts of
 * epochs and steps. What a schedule remembers is a function of the steps before, so a run that
 * begins later asks for them all again.
 *
 * @param sgd the method with its schedule
 */
public record AskedSchedule(ScheduledSgd sgd) implements StepSize {

  /** An SGD that is only read and copied; its text names every setting that decides the rate. */
  public static final class ScheduledSgd implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SGD<?> method;
    private final String text;

    ScheduledSgd(SGD<?> method) {
      this.method = (SGD<?>) method.clone();
      text =
          "rate=%s, decay=%s, %s"
              .formatted(
                  method.learningRate(),
                  method.learningRateDecay(),
                  text(method.learningRateSchedule()));
    }

    private static String text(LearningRateSchedule schedule) {
      if (schedule instanceof SGD.EpochSchedule epochs) {
        return Arrays.stream(epochs.regimes())
            .map(SGD.Regime::toString)
            .collect(Collectors.joining(", ", "EpochSchedule [", "]"));
      }
      String own = schedule + " of " + schedule.maxIterations();
      return schedule instanceof SGD.SequentialSchedule several
          ? own
              + JavaConverters.seqAsJavaList(several.schedules()).stream()
                  .map(ScheduledSgd::text)
                  .collect(Collectors.joining(", ", " [", "]"))
          : own;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ScheduledSgd asked && text.equals(asked.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context) {
    return new State(context.plan());
  }

  private final class State implements Run {
    private final Plan plan;
    private SGD<?> asked;
    private long next;
    private double rate;

    State(Plan plan) {
      this.plan = plan;
    }

    @Override
    public double at(long step) {
      if (asked == null || step < next - 1) {
        asked = (SGD<?>) sgd.method.clone();
        next = 0;
      }
      while (next <= step) {
        asked.state().update("epoch", (int) (next / plan.stepsPerEpoch()) + 1);
        asked.state().update("neval", (int) next + 1);
        asked.updateHyperParameter();
        rate = -asked.learningRateSchedule().currentRate();
        next++;
      }
      return rate;
    }
  }
}
