// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import sparkoptim.core.IterateAverage;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;

/**
 * Stochastic weight averaging: the plain mean of points from the last part of the run, {@code
 * mean_n = mean_{n-1} + (theta - mean_{n-1}) / n}. Izmailov et al., Averaging Weights Leads to
 * Wider Optima and Better Generalization, arXiv 1803.05407, Algorithm 1.
 *
 * <p>Kept are the points after the first {@code start} of the planned steps, rounded, whose number
 * (theta_0 is the start) is a multiple of {@code every}. Until there is one, the run's own point is
 * served. Coordinates that are NaN or infinite are left out.
 *
 * @param start share of the run that is left out, in [0, 1)
 * @param every steps from one kept point to the next; 0 is once an epoch, at its end
 */
public record Swa(double start, long every) implements IterateAverage {
  /** The ends of the epochs in the last quarter, as in the paper. */
  public static final Swa DEFAULT = new Swa(0.75, 0);

  public Swa {
    Settings.check(start >= 0 && start < 1, "swa", "start", "in [0, 1)", start);
    Settings.check(every >= 0, "swa", "every", ">= 0 (0: once an epoch)", every);
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final long first;
    private final long interval;
    private final double[] mean;
    private long kept;

    State(RunContext context, double[] point) {
      first = Math.round(start * context.plan().steps());
      interval = every == 0 ? context.plan().stepsPerEpoch() : every;
      mean = point.clone();
    }

    @Override
    public void add(long step, double[] served) {
      if (step >= first && (step + 1) % interval == 0) {
        kept++;
        Points.move(mean, served, 1.0 / kept);
      }
    }

    @Override
    public double[] value(double[] served) {
      return kept == 0 ? served : mean;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("mean", mean);
      kept = fields.count("kept", kept);
    }
  }
}
