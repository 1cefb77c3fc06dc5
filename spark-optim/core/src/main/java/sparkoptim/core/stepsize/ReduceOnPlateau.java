// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import sparkoptim.core.Gradient;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StepSize;

/**
 * Falls by a factor when the loss stops falling. At the end of every epoch the mean of its
 * mini-batch losses (of a step's first evaluation, before the move) is compared with the best so
 * far: better is {@code mean < best - threshold |best|}. After more than {@code patience} epochs in
 * a row that are not better, {@code value = max(min, factor value)}, and the next {@code cooldown}
 * epochs are not counted. Common practice; the rules are those of PyTorch's ReduceLROnPlateau.
 *
 * <p>It costs no evaluation: it reads the losses that the rule asks for. With {@code local} an
 * epoch is one step, and its loss is what the pass reports.
 *
 * @param value step size of the first epochs, finite and > 0
 * @param factor in (0, 1)
 * @param patience epochs without an improvement that change nothing, >= 0
 * @param threshold share of the best loss by which a better one must be lower, in [0, 1)
 * @param cooldown epochs after a fall that are not counted, >= 0
 * @param min lower bound, in [0, value]
 */
public record ReduceOnPlateau(
    double value, double factor, long patience, double threshold, long cooldown, double min)
    implements StepSize {
  /** Starts at 0.1, with PyTorch's settings: a tenth after 10 epochs without improvement. */
  public static final ReduceOnPlateau DEFAULT = new ReduceOnPlateau(0.1, 0.1, 10, 1e-4, 0, 0);

  public ReduceOnPlateau {
    Settings.positive("plateau", "value", value);
    Settings.check(factor > 0 && factor < 1, "plateau", "factor", "in (0, 1)", factor);
    Settings.check(patience >= 0, "plateau", "patience", ">= 0", patience);
    boolean below = threshold >= 0 && threshold < 1;
    Settings.check(below, "plateau", "threshold", "in [0, 1)", threshold);
    Settings.check(cooldown >= 0, "plateau", "cooldown", ">= 0", cooldown);
    Settings.check(min >= 0 && min <= value, "plateau", "min", "in [0, value]", min);
  }

  @Override
  public Run start(RunContext context) {
    return new State(context.plan().stepsPerEpoch());
  }

  private final class State implements Run {
    private final long stepsPerEpoch;
    private double current = value;
    private double best = Double.POSITIVE_INFINITY;
    private double sum;
    private long losses;
    private long worse;
    private long cooling;
    private boolean first;

    State(long stepsPerEpoch) {
      this.stepsPerEpoch = stepsPerEpoch;
    }

    @Override
    public double at(long step) {
      if (step > 0 && step % stepsPerEpoch == 0) {
        judge(sum / losses);
        sum = 0;
        losses = 0;
      }
      first = true;
      return current;
    }

    private void judge(double mean) {
      // The first mean is better than infinity, of which no share can be taken.
      if (best == Double.POSITIVE_INFINITY || mean < best - threshold * Math.abs(best)) {
        best = mean;
        worse = 0;
      } else {
        worse++;
      }
      if (cooling > 0) {
        cooling--;
        worse = 0;
      }
      if (worse > patience) {
        current = Math.max(min, factor * current);
        cooling = cooldown;
        worse = 0;
      }
    }

    private double seen(double loss) {
      if (first) {
        first = false;
        sum += loss;
        losses++;
      }
      return loss;
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

    @Override
    public void fields(StateVisitor fields) {
      current = fields.number("value", current);
      best = fields.number("best", best);
      sum = fields.number("sum", sum);
      losses = fields.count("losses", losses);
      worse = fields.count("worse", worse);
      cooling = fields.count("cooling", cooling);
    }
  }
}
