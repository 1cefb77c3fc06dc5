// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StepSize;

/**
 * Barzilai-Borwein steps from one snapshot to the next: {@code eta = ||s||^2 / (m |<s, y>|)} with s
 * the difference of the snapshots' points, y of their full gradients, and m the moves in between.
 * Tan et al., Barzilai-Borwein Step Size for Stochastic Gradient Descent, 2016, SVRG-BB, equation
 * (5).
 *
 * <p>The guards are ours, the paper has none: eta stays in [min, max]; it keeps its value where the
 * quotient is 0, not finite or not defined, as with {@code <s, y>} of 0 or next to it; and if the
 * full loss rises from one snapshot to the next, the run goes back to the earlier snapshot with
 * half the step, which is the next step's ceiling; the ceiling doubles with every snapshot from
 * then on.
 *
 * @param eta step size until the second snapshot, > 0
 * @param min lower bound of the estimated step, >= 0
 * @param max upper bound of the estimated step, >= min
 * @param guard whether a rising loss goes back and halves
 */
public record BarzilaiBorwein(double eta, double min, double max, boolean guard)
    implements StepSize {
  /** Starts at 0.1, unbounded, guarded. */
  public static final BarzilaiBorwein DEFAULT =
      new BarzilaiBorwein(0.1, 0, Double.POSITIVE_INFINITY, true);

  public BarzilaiBorwein {
    Settings.positive("bb", "eta", eta);
    if (!(0 <= min && min <= max)) {
      throw new IllegalArgumentException("bb: 0 <= min <= max, was " + min + ", " + max);
    }
  }

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.SNAPSHOT, Capability.UNSCALED);
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context) {
    return new State(context);
  }

  private final class State implements Run {
    private final RunContext context;
    private final Snapshot previous;
    private final double[] moved;
    private final double[] changed;
    private final double[][] pair;
    private final double[] dots = new double[2];
    private double current = eta;
    private double ceiling = Double.POSITIVE_INFINITY;

    State(RunContext context) {
      this.context = context;
      int size = context.space().size();
      previous = new Snapshot(size);
      moved = new double[size];
      changed = new double[size];
      pair = new double[][] {moved, changed};
    }

    @Override
    public double at(long step) {
      return current;
    }

    @Override
    public Decision atSnapshot(Snapshot fresh) {
      if (previous.step < 0) {
        previous.copy(fresh);
        return Decision.GO_ON;
      }
      if (guard && rose(fresh)) {
        ceiling = current / 2;
        current = ceiling;
        previous.step = fresh.step;
        return new Decision(previous);
      }
      double estimate = estimate(fresh);
      previous.copy(fresh);
      if (estimate > 0 && estimate < Double.POSITIVE_INFINITY) {
        current = Math.min(Math.min(Math.max(estimate, min), max), ceiling);
      }
      ceiling *= 2;
      return Decision.GO_ON;
    }

    /**
     * Returns whether the loss rose. A difference that may be rounding is no rise; a NaN loss
     * counts as one.
     */
    private boolean rose(Snapshot fresh) {
      return !(fresh.loss <= previous.loss + fresh.lossError * Math.abs(previous.loss));
    }

    private double estimate(Snapshot fresh) {
      for (int i = 0; i < moved.length; i++) {
        moved[i] = fresh.point[i] - previous.point[i];
        changed[i] = fresh.gradient[i] - previous.gradient[i];
      }
      context.space().dots(moved, pair, dots);
      double moves = (fresh.step - previous.step) * context.plan().innerSteps();
      return dots[1] == 0 ? Double.NaN : dots[0] / Math.abs(dots[1]) / moves;
    }

    @Override
    public void fields(StateVisitor fields) {
      previous.fields(fields.in("previous"));
      current = fields.number("eta", current);
      ceiling = fields.number("ceiling", ceiling);
    }
  }
}
