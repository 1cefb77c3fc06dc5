// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** A point whose margins the rows may remember: margins are a pure function of the point. */
public final class MarginPoint implements Stateful {
  /** The point, as held here. */
  public final double[] point;

  /**
   * The name under which shards remember the margins; 0 where they do not. Never saved: after a
   * restore margins are computed again, with the same bits.
   */
  public long memory;

  /**
   * Creates a point of zeros.
   *
   * @param size number of held coordinates
   */
  public MarginPoint(int size) {
    point = new double[size];
  }

  /**
   * Copies another point, and the name of its margins.
   *
   * @param other a point of as many coordinates
   */
  public void copy(MarginPoint other) {
    System.arraycopy(other.point, 0, point, 0, point.length);
    memory = other.memory;
  }

  @Override
  public void fields(StateVisitor fields) {
    fields.vector("point", point);
  }
}
