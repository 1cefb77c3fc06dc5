// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

/**
 * The one binary tree in which every sum is taken. Over n leaves it splits at the largest power of
 * two below n, so the order depends on n alone. Sums over rows have shards as leaves; inner
 * products have blocks of {@value #BLOCK} coordinates as leaves.
 */
public final class FixedTree {
  /** Coordinates in a leaf of an inner product. */
  public static final int BLOCK = 64;

  private FixedTree() {}

  /**
   * Returns the left part of a range of {@code leaves} > 1 leaves: the largest power of two below.
   */
  public static int left(int leaves) {
    return Integer.highestOneBit(leaves - 1);
  }

  /** Returns the inner product of two vectors of one length. */
  public static double dot(double[] a, double[] b) {
    return dot(a, b, 0, a.length);
  }

  /**
   * Returns the inner product of coordinates {@code from} to {@code to} of two vectors; {@code
   * from} starts a block.
   */
  public static double dot(double[] a, double[] b, int from, int to) {
    int blocks = blocks(to - from);
    if (blocks > 1) {
      int middle = from + left(blocks) * BLOCK;
      return dot(a, b, from, middle) + dot(a, b, middle, to);
    }
    return leaf(a, b, from, to);
  }

  /**
   * Returns the inner product of those coordinates {@code from} to {@code to} of two vectors that
   * are among {@code first} to {@code end}; {@code from} starts a block. Parts of the tree without
   * any of them are 0, so that a range costs its own length.
   */
  public static double dot(double[] a, double[] b, int from, int to, int first, int end) {
    if (first >= to || end <= from) {
      return 0;
    }
    int blocks = blocks(to - from);
    if (blocks > 1) {
      int middle = from + left(blocks) * BLOCK;
      return dot(a, b, from, middle, first, end) + dot(a, b, middle, to, first, end);
    }
    return leaf(a, b, Math.max(from, first), Math.min(to, end));
  }

  /** Returns the number of blocks for a number of coordinates; the last block may be partial. */
  public static int blocks(int coordinates) {
    return coordinates / BLOCK + (coordinates % BLOCK > 0 ? 1 : 0);
  }

  /** Eight running sums: as many as hide the latency of an addition. */
  private static double leaf(double[] a, double[] b, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i + 7 < to; i += 8) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
      s4 += a[i + 4] * b[i + 4];
      s5 += a[i + 5] * b[i + 5];
      s6 += a[i + 6] * b[i + 6];
      s7 += a[i + 7] * b[i + 7];
    }
    double sum = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    for (; i < to; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * Returns the penalty {@code sum_i (1/2 q_i x_i^2 + l_i |x_i|)} of coordinates {@code from} to
   * {@code to}; {@code from} starts a block.
   *
   * @param q weights of the squares; null for none
   * @param l weights of the magnitudes; null for none
   */
  public static double penalty(double[] q, double[] l, double[] x, int from, int to) {
    int blocks = blocks(to - from);
    if (blocks > 1) {
      int middle = from + left(blocks) * BLOCK;
      return penalty(q, l, x, from, middle) + penalty(q, l, x, middle, to);
    }
    double sum = 0;
    for (int i = from; q != null && i < to; i++) {
      sum += 0.5 * q[i] * x[i] * x[i];
    }
    for (int i = from; l != null && i < to; i++) {
      sum += l[i] * Math.abs(x[i]);
    }
    return sum;
  }
}
