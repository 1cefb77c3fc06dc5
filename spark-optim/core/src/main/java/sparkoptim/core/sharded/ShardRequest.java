// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.io.Serializable;
import sparkoptim.core.CurvatureSample;

/**
 * A request to every shard to compute something; plain data, so that an engine can send it. It is
 * reused from step to step: a shard reads it and keeps no reference.
 */
public final class ShardRequest implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The quantity to compute. */
  public enum Kind {
    /** Sums of weighted row gradients and losses at the point. */
    EVALUATE,
    /** The same over all rows, and remember the row slopes under {@link #memory}. */
    FULL_GRADIENT,
    /** Like EVALUATE, less the gradients of the tabled slopes, which are replaced by the new. */
    UPDATE_TABLE,
    /** The end point of a pass of single-row steps from the point. */
    LOCAL_EPOCH,
    /**
     * Like EVALUATE over all rows, and remember the margins under {@link #memory}; behind the
     * losses, for each output the sum of weighted curvature, then of its change since {@link
     * #snapshot}.
     */
    MARGIN_GRADIENT,
    /** What rides along with MARGIN_GRADIENT, alone. */
    CURVATURE,
    /** For each step from the point to the snapshot, sums of loss, first and second derivative. */
    ALONG,
    /** The sum of the leverages of all rows, by {@link #sample}. */
    LEVERAGE,
    /** The packed sum of the curvature of sampled rows, then their number. */
    HESSIAN,
    /**
     * The sums of the rows' weights in an epoch's mini-batches of {@link #batchSize} rows, from
     * number {@link #from} to number {@link #to}: the first values of the answer.
     */
    BATCH_WEIGHTS
  }

  /** Value of {@link #to} where all rows are asked for, in storage order. */
  public static final long ALL_ROWS = -1;

  /** What to compute. */
  public Kind kind;

  /** The point, all coordinates. */
  public double[] point;

  /** The snapshot's point; null without variance reduction. */
  public double[] snapshot;

  /** The name under which slopes at the snapshot may be remembered. */
  public long memory;

  /** The name under which margins at the snapshot may be remembered. */
  public long snapshotMemory;

  /** The name of margins that are needed later. */
  public long keep;

  /** Steps from the point to the snapshot. */
  public double[] along;

  /** The rows to draw for a matrix. */
  public CurvatureSample sample;

  /** The sum of the leverages of all rows; NaN where all rows are taken. */
  public double leverage;

  /** The slopes of all rows, shard after shard, which an exchange reads and writes. */
  public double[] table;

  /** Coefficient of the variance reduction. */
  public double coefficient;

  /** The step size of a pass of single-row steps. */
  public double eta;

  /**
   * The drift of a pass: {@code coefficient} times the snapshot's full gradient without its
   * penalty, or null.
   */
  public double[] drift;

  /** The epoch whose order counts. */
  public long epoch;

  /** First global position of the batch in the epoch. */
  public long from;

  /** End of the batch; {@link #ALL_ROWS} for all rows in storage order. */
  public long to;

  /**
   * Rows of a mini-batch where all rows are asked for as an epoch has them, one mini-batch after
   * the other, each with its own draws; 0 where the rows asked for are one batch.
   */
  public long batchSize;

  /**
   * Factors {@code W |B| / (n s)} of the requested batches' sums, with s the sum of weights in the
   * batch, where means divide by their own weights; null where all are 1.
   */
  public double[] factors;

  /** Takes over all that another request asks; arrays are shared. */
  public void set(ShardRequest other) {
    kind = other.kind;
    point = other.point;
    snapshot = other.snapshot;
    memory = other.memory;
    snapshotMemory = other.snapshotMemory;
    keep = other.keep;
    along = other.along;
    sample = other.sample;
    leverage = other.leverage;
    table = other.table;
    coefficient = other.coefficient;
    eta = other.eta;
    drift = other.drift;
    epoch = other.epoch;
    from = other.from;
    to = other.to;
    batchSize = other.batchSize;
    factors = other.factors;
  }

  /** Whether all rows are asked for, in storage order. */
  public boolean allRows() {
    return to == ALL_ROWS;
  }
}
