// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import java.util.Arrays;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Objective;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;

/**
 * A table of the gradient that every row had when it was last met: {@code g = grad f_B(x) -
 * mean_B(T) + mean(T)} with the old table and its old mean, then the batch's rows are replaced.
 * Defazio, Bach and Lacoste-Julien, SAGA: A Fast Incremental Gradient Method With Support for
 * Non-Strongly Convex Composite Objectives, 2014, the algorithm of section 2. A linear model's row
 * gradient is the row times a number, so the table holds one number a row (and class); the
 * penalty's gradient is taken at x and is not tabled.
 *
 * <p>The table begins with the gradients at the starting point, one pass that {@link #passes} does
 * not count.
 */
public record Saga() implements GradientEstimator {
  /** The only one. */
  public static final Saga DEFAULT = new Saga();

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.ONE_EVALUATION, Capability.ROW_TABLE);
  }

  @Override
  public double passes(int evaluations, Set<Capability> objective, long stepsPerEpoch) {
    return evaluations;
  }

  @Override
  public Run start(RunContext context, StochasticObjective objective) {
    return new State(context, objective);
  }

  private static final class State implements Run {
    private final StochasticObjective objective;
    private final double[] table;
    private final double[] mean;
    private final Gradient first;
    private final double rows;
    private Objective batch;

    State(RunContext context, StochasticObjective objective) {
      this.objective = objective;
      table = new double[objective.tableSize()];
      first = new Gradient(context.space().size());
      mean = first.values;
      rows = objective.full().rows();
    }

    @Override
    public Snapshot begin(long step, double[] query) {
      if (step == 0) {
        Arrays.fill(table, 0);
        objective.full().updateTable(query, table, first);
      }
      batch = objective.batch(step);
      return null;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = batch.updateTable(point, table, gradient);
      double share = batch.rows() / rows;
      double[] g = gradient.values;
      for (int i = 0; i < g.length; i++) {
        double difference = g[i];
        g[i] = difference + mean[i];
        mean[i] += share * difference;
      }
      batch.addPenalty(point, g);
      return loss;
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("table", table);
      fields.vector("mean", mean);
    }
  }
}
