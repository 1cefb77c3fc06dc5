// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import sparkoptim.core.PlainText;
import sparkoptim.core.linear.ColumnScale;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.Scaling;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;
import sparkoptim.engine.rows.ShardCount;

/** The rows by which a linear stage tells when to stop. Close it to let them go. */
final class LinearValidation implements AutoCloseable {
  private final int patience;
  private final FitJobs jobs;
  private final PackedRows rows;
  private final Shards raw;
  private boolean dealt;

  /**
   * Reads, checks and deals the rows.
   *
   * @param width of the rows to train on
   * @throws IllegalArgumentException if rows break the rules, or have another width
   */
  LinearValidation(
      LinearParams stage, FitJobs jobs, Dataset<?> dataset, RowRules rules, int width) {
    this.jobs = jobs;
    patience = stage.getPatience();
    rows = PackedRows.of(RowColumns.of(dataset, rules), rules, stage.getDealing());
    try {
      if (rows.ranges().width() != width) {
        throw new IllegalArgumentException(
            PlainText.of(
                "column %s: rows to validate by must have as many features as rows to train on, had %d and %d",
                rules.featuresColumn(), rows.ranges().width(), width));
      }
      raw = rows.intoShards(ShardCount.forSums(rows.rows(), rows.payloadBytes(), width));
    } catch (Exception e) { // Scala declares no exceptions
      rows.close();
      throw e;
    }
  }

  /** Returns the largest label, where labels are classes. */
  int largestLabel() {
    return rows.largestLabel();
  }

  /** Begins the course of a fit, of one training or several. */
  Course course(Scaling scaling, LinearObjective objective, boolean intercept) {
    return new Course(scaling, objective, intercept);
  }

  @Override
  public void close() {
    rows.close();
    raw.close();
  }

  /** What the rows tell in the course of a fit. */
  final class Course implements AutoCloseable {
    private final ColumnScale columns;
    private final Shards measured;
    private final LinearLoss loss;
    private final PresentClasses present;
    private final int outputs;
    private final boolean intercept;
    private final ValidationHistory history = new ValidationHistory();

    /** Rows are measured as they came, and copied into the working scale only where they must. */
    private Course(Scaling scaling, LinearObjective objective, boolean intercept) {
      columns = scaling.columns();
      measured = columns == null ? raw.map(scaling::apply) : raw;
      loss = objective.loss();
      present = objective.present();
      outputs = objective.intercepts().length;
      this.intercept = intercept;
    }

    /** Describes the rows for checkpoints. */
    void describe(Map<String, String> settings) {
      settings.put("validation", rows.fingerprint());
      settings.put("patience", String.valueOf(patience));
    }

    /** Returns what ends a training. */
    EarlyStopping stopping(Training training, LinearProblem problem) {
      long perEpoch = ShardedObjective.stepsPerEpoch(problem.rows(), training.batchSize());
      return new EarlyStopping(training, perEpoch, patience, (step, point) -> measure(point));
    }

    /** Returns the mean loss at a point of the working scale. */
    double measure(double[] point) {
      jobs.describe("validate");
      double[] there = columns == null ? point : columns.inRows(point, outputs);
      double mean = loss(loss, there, intercept, present, measured).mean();
      if (!dealt) {
        rows.close(); // their shards are cached by now
        dealt = true;
      }
      return mean;
    }

    /** Takes over what a training measured, which began where the one before ended. */
    void add(ValidationHistory measured) {
      history.append(measured);
    }

    /** Returns the losses of all trainings. */
    double[] losses() {
      return history.losses();
    }

    /** Returns the point of the least loss of all trainings. */
    double[] bestPoint() {
      return history.bestPoint();
    }

    @Override
    public void close() {
      if (columns == null) {
        measured.close();
      }
    }
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static MeanLoss loss(
      LinearLoss loss, double[] point, boolean intercept, PresentClasses present, Shards shards) {
    return shards.reduce(
        (shard, blocks) -> MeanLoss.of(loss, point, intercept, present, blocks),
        MeanLoss::plus,
        16);
  }
}
