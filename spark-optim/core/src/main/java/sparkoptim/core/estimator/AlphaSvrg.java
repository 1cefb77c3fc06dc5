// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Linear;

/**
 * Variance reduction with a coefficient: {@code g = grad f_B(x) - alpha (grad f_B(s) - grad f(s))}
 * at a snapshot s. Yin et al., A Coefficient Makes SVRG Effective, arXiv 2311.05589; alpha = 1 is
 * SVRG (Johnson and Zhang 2013, option I). The coefficient is constant between snapshots and its
 * schedule counts all snapshots of the run, as in the authors' code. alpha = 0 takes no snapshot
 * and gives the bits of {@code plain}; so do the epochs after the early switch.
 *
 * <p>Where gradients depend on the mini-batch, {@code grad f(s)} is the mean over the mini-batches
 * of one epoch, as in the authors' code, and a snapshot that serves several epochs has its gradient
 * taken anew in each.
 *
 * @param alpha coefficient, a schedule over the snapshots
 * @param every steps between snapshots, counted from the start of each epoch; 0 is once an epoch,
 *     more than an epoch's steps are rounded down to whole epochs
 * @param epochs variance reduction is on in this number of first epochs only, as in the paper's
 *     early variants; 0 is the whole run
 */
public record AlphaSvrg(Schedule alpha, long every, long epochs) implements GradientEstimator {
  /** The authors': a coefficient from 0.75 to 0 and a snapshot at the start of every epoch. */
  public static final AlphaSvrg DEFAULT = new AlphaSvrg(new Linear(0.75, 0), 0, 0);

  public AlphaSvrg {
    Settings.required("alpha-svrg", "alpha", alpha);
    Snapshots.check("alpha-svrg", every);
    Settings.check(epochs >= 0, "alpha-svrg", "epochs", ">= 0 (0: the whole run)", epochs);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.SNAPSHOT, Capability.ROW_STEPS);
  }

  /**
   * Returns the passes of an epoch with variance reduction. Gradients at a snapshot are free where
   * the objective remembers them.
   */
  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    int corrections = objective.contains(Capability.REMEMBERS) ? 0 : evaluations;
    double snapshots = Snapshots.perEpoch(stepsPerEpoch, every);
    return evaluations
        + corrections
        + (objective.contains(Capability.BATCH_DEPENDENT) ? Math.max(1, snapshots) : snapshots);
  }

  @Override
  public boolean supportsLazyUpdates() {
    return true;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(context, objective);
  }

  private final class State implements Run {
    private final StochasticObjective objective;
    private final boolean batchDependent;
    private final long stepsPerEpoch;
    private final Snapshots snapshots;
    private final Snapshot snapshot;
    private Objective batch;
    private double coefficient;

    State(RunContext context, StochasticObjective objective) {
      this.objective = objective;
      batchDependent = objective.offers().contains(Capability.BATCH_DEPENDENT);
      stepsPerEpoch = context.plan().stepsPerEpoch();
      snapshots = new Snapshots(context.plan(), every);
      snapshot = new Snapshot(context.space().size());
    }

    private double coefficient(long step) {
      boolean on = epochs == 0 || step / stepsPerEpoch < epochs;
      return on ? alpha.at(snapshots.index(step), snapshots.total()) : 0;
    }

    @Override
    public boolean reads(long step) {
      return snapshots.due(step) && coefficient(step) != 0;
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      batch = objective.batch(step);
      coefficient = coefficient(step);
      if (coefficient == 0) {
        return null;
      }
      if (!snapshots.due(step)) {
        if (batchDependent) {
          Snapshots.follow(snapshot, step, stepsPerEpoch, objective);
        }
        return null;
      }
      System.arraycopy(query, 0, snapshot.point, 0, query.length);
      snapshot.step = step;
      objective.fullGradient(snapshot);
      return snapshot;
    }

    @Override
    public Snapshot snapshot() {
      return snapshot.step < 0 ? null : snapshot;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return coefficient == 0
          ? batch.evaluate(point, gradient)
          : batch.evaluate(point, snapshot, coefficient, gradient);
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      return coefficient == 0
          ? batch.localEpoch(point, eta)
          : batch.localEpoch(point, snapshot, coefficient, eta);
    }

    @Override
    public void fields(StateVisitor fields) {
      snapshot.fields(fields.in("snapshot"));
    }
  }
}
