// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** A remembered point with its full gradient and loss, penalty included (the snapshot of SVRG). */
public final class Snapshot implements Stateful {
  /** The point, as held here. */
  public final double[] point;

  /** The full gradient there, as held here. */
  public final double[] gradient;

  /** The full loss there; NaN before the first renewal. */
  public double loss = Double.NaN;

  /** Relative error of the loss by rounding: a change below it means nothing. Not saved. */
  public double lossError = LOSS_ERROR;

  /** Value of {@link #lossError} where all is computed in double. */
  public static final double LOSS_ERROR = 1e-13;

  /** The step at which it was taken; -1 before the first renewal. */
  public long step = -1;

  /**
   * The objective's name for what its shards remember of this snapshot; {@link #NONE} where nothing
   * is. Copied, never saved: after a restore it is made again.
   */
  public long memory = NONE;

  /** Value of {@link #memory} where nothing is remembered yet. */
  public static final long NONE = 0;

  /**
   * Value of {@link #memory} for a point that is not used again, such as one that moves every step:
   * nothing is remembered of it.
   */
  public static final long FLEETING = -1;

  /**
   * Creates a snapshot that is not taken yet.
   *
   * @param size number of held coordinates
   */
  public Snapshot(int size) {
    point = new double[size];
    gradient = new double[size];
  }

  /**
   * Copies {@code other} into this snapshot.
   *
   * @param other a snapshot of as many coordinates
   */
  public void copy(Snapshot other) {
    System.arraycopy(other.point, 0, point, 0, point.length);
    System.arraycopy(other.gradient, 0, gradient, 0, gradient.length);
    loss = other.loss;
    lossError = other.lossError;
    step = other.step;
    memory = other.memory;
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("point", point);
    fields.vector("gradient", gradient);
    loss = fields.number("loss", loss);
    step = fields.count("step", step);
  }
}
