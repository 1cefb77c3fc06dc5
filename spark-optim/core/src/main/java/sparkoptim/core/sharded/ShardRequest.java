package sparkoptim.core.sharded;

import java.io.Serializable;

/**
 * What every shard is asked to compute; plain data, so that an engine can send it. Reused from step
 * to step: whoever answers reads it and keeps nothing of it.
 */
public final class ShardRequest implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What to compute. */
  public enum Kind {
    /** Sums of weighted row gradients and losses at the point. */
    EVALUATE,
    /** The same over all rows, and remember the row slopes under {@link #memory}. */
    FULL_GRADIENT,
    /** Like EVALUATE, less the gradients of the tabled slopes, which are replaced by the new. */
    UPDATE_TABLE,
    /** The end point of a pass of single-row steps from the point. */
    LOCAL_EPOCH
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

  /** For an exchange: the slopes of all rows, shard after shard; written to. */
  public double[] table;

  /** Coefficient of the variance reduction. */
  public double coefficient;

  /** For a pass: length of a single-row step. */
  public double eta;

  /**
   * For a pass: {@code coefficient} times the snapshot's full gradient without its penalty, or
   * null.
   */
  public double[] drift;

  /** The epoch whose order counts. */
  public long epoch;

  /** First global position of the batch in the epoch. */
  public long from;

  /** End of the batch; {@link #ALL_ROWS} for all rows in storage order. */
  public long to;

  /** Whether all rows are asked for, in storage order. */
  public boolean allRows() {
    return to == ALL_ROWS;
  }
}
