package sparkoptim.core.reduce;

/**
 * Sums vectors that arrive leaf by leaf, left to right, in the order of {@link FixedTree}, holding
 * one vector per level. Reusable; no allocation after the first sum of a size.
 */
public final class TreeSum {
  private int length;
  private double[][] levels = new double[4][];
  private double[] leaf;
  private int leaves;

  /**
   * An empty sum.
   *
   * @param length of every leaf
   */
  public TreeSum(int length) {
    this.length = length;
    leaf = new double[length];
  }

  /** Makes the leaves of the next sum so long. */
  public void length(int next) {
    if (leaves != 0) {
      throw new IllegalStateException("a sum is under way");
    }
    length = next;
    if (leaf.length < length) {
      leaf = new double[length + length / 2];
      levels = new double[levels.length][];
    }
  }

  /** The array to fill with the next leaf; holds anything before. */
  public double[] leaf() {
    return leaf;
  }

  /** Takes the filled leaf. */
  public void add() {
    int level = 0;
    for (; ((leaves >> level) & 1) == 1; level++) {
      addTo(levels[level], leaf, leaf, length);
    }
    if (level == levels.length) {
      levels = java.util.Arrays.copyOf(levels, 2 * level);
    }
    double[] free = levels[level];
    levels[level] = leaf;
    leaf = free == null ? new double[leaf.length] : free;
    leaves++;
  }

  /** Writes the sum of all leaves to {@code result} and starts again. */
  public void finish(double[] result) {
    if (leaves == 0) {
      throw new IllegalStateException("a sum of no leaves");
    }
    int level = Integer.numberOfTrailingZeros(leaves);
    System.arraycopy(levels[level], 0, result, 0, length);
    for (level++; leaves >> level != 0; level++) {
      if (((leaves >> level) & 1) == 1) {
        addTo(levels[level], result, result, length);
      }
    }
    leaves = 0;
  }

  private static void addTo(double[] left, double[] right, double[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = left[i] + right[i];
    }
  }
}
