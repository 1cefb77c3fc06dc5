// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StepSize;

/**
 * BigDL's {@code Plateau}: before the first step of every epoch but the first it looks at what it
 * monitors, and multiplies the rate by a factor after more than {@code patience} looks in a row
 * without a better value. The loss is that of the last mini-batch; of a weight decay, its penalty
 * is a part. The score is the first result of the last validation, 0 before the first; steps do not
 * know it, so whoever validates writes it into the state of the run, see {@link #SCORE}. Decisions
 * are made in BigDL's floats.
 *
 * @param value learning rate of the first epoch
 * @param monitor what is looked at
 * @param factor below 1
 * @param patience looks without a better value that change nothing
 * @param rises whether larger is better
 * @param epsilon by which a better value must differ from the best
 * @param cooldown looks after a fall that are not counted
 * @param min lower bound of the rate
 */
public record MonitoredPlateau(
    double value,
    Monitor monitor,
    float factor,
    int patience,
    boolean rises,
    float epsilon,
    int cooldown,
    float min)
    implements StepSize {

  /** The number of a loop's state that holds the score. */
  public static final String SCORE = "stepSize.score";

  /** What decides, by the names of BigDL's state. */
  public enum Monitor {
    /** The loss of the last mini-batch. */
    LOSS,
    /** The first result of the last validation. */
    SCORE
  }

  static MonitoredPlateau of(double rate, SGD.Plateau plateau) {
    return new MonitoredPlateau(
        rate,
        switch (plateau.monitor()) {
          case "Loss" -> Monitor.LOSS;
          case "score" -> Monitor.SCORE;
          default ->
              throw new IllegalArgumentException(
                  "SGD: learningRateSchedule Plateau must monitor Loss or score, was "
                      + plateau.monitor());
        },
        plateau.factor(),
        plateau.patience(),
        plateau.mode().equals("max"),
        plateau.epsilon(),
        plateau.cooldown(),
        plateau.minLr());
  }

  @Override
  public Run start(RunContext context) {
    return new State(context.plan().stepsPerEpoch());
  }

  private final class State implements Run {
    private final long stepsPerEpoch;
    private double rate = value;
    private float best = rises ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    private double loss = Double.POSITIVE_INFINITY;
    private double score;
    private long epoch;
    private long cooling;
    private long waited;
    private boolean first;

    State(long stepsPerEpoch) {
      this.stepsPerEpoch = stepsPerEpoch;
    }

    @Override
    public double at(long step) {
      if (step / stepsPerEpoch != epoch) {
        epoch = step / stepsPerEpoch;
        look((float) (monitor == Monitor.SCORE ? score : loss));
      }
      first = true;
      return rate;
    }

    private void look(float current) {
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (rises ? current > best + epsilon : current < best - epsilon) {
        best = current;
        waited = 0;
      } else if (cooling == 0) {
        if (waited >= patience && rate > min + min * 1e-4f) {
          rate = Math.max(rate * factor, min);
          cooling = cooldown;
          waited = 0;
        }
        waited++;
      }
    }

    @Override
    public Oracle watch(Oracle gradients) {
      return new Oracle() {
        @Override
        public double evaluate(double[] point, Gradient gradient) {
          return seen(gradients.evaluate(point, gradient));
        }

        @Override
        public double localEpoch(double[] point, double eta) {
          return seen(gradients.localEpoch(point, eta));
        }
      };
    }

    private double seen(double latest) {
      loss = first ? latest : loss;
      first = false;
      return latest;
    }

    @Override
    public void fields(StateVisitor fields) {
      rate = fields.number("rate", rate);
      best = (float) fields.number("best", best);
      loss = fields.number("loss", loss);
      score = fields.number("score", score);
      epoch = fields.count("epoch", epoch);
      cooling = fields.count("cooling", cooling);
      waited = fields.count("waited", waited);
    }
  }
}
