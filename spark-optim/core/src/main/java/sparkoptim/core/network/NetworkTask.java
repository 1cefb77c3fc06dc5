// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.linear.Softmax;

/**
 * What a network is trained for, and on how many rows.
 *
 * @param loss of a row
 * @param labels the scale of labels
 * @param rows rows in all shards
 * @param weight sum of their weights
 * @param shards number of shards
 * @param batchSize rows of a mini-batch; 0 for all
 * @param penaltyStrength q >= 0 of {@code q/2 ||w||^2} over matrices and filters
 * @param decayBiases whether a rule's own weight decay takes from biases and scales, too
 * @param seed of the order in which epochs visit rows, and of masks
 */
public record NetworkTask(
    Loss loss,
    LabelScale labels,
    long rows,
    double weight,
    int shards,
    long batchSize,
    double penaltyStrength,
    boolean decayBiases,
    long seed) {
  /** The most rows of a micro-batch: more make matrix products no faster. */
  private static final int MOST_ROWS = 256;

  /** The loss of a row. */
  public enum Loss {
    /** Cross entropy of the softmax; labels are 0 to K - 1. */
    SOFTMAX,
    /** {@code (z - y)^2} of one output z. */
    SQUARED,
    /** What the network's own code says, given classes 0 to K - 1. */
    MODULE_OF_CLASSES,
    /** What the network's own code says, given numbers. */
    MODULE_OF_NUMBERS;

    /** Returns whether the network's own code tells it. */
    public boolean isModules() {
      return this == MODULE_OF_CLASSES || this == MODULE_OF_NUMBERS;
    }

    /** Returns whether labels are numbers, and not classes. */
    public boolean isOfNumbers() {
      return this == SQUARED || this == MODULE_OF_NUMBERS;
    }

    /**
     * Returns a row's loss, in double, where it is a function of the outputs.
     *
     * @param outputs of the row; may be overwritten
     * @param slopes receives the derivative along each output
     */
    public double slopes(double label, double[] outputs, double[] slopes) {
      if (isModules()) {
        throw new UnsupportedOperationException("the network's own code tells its loss");
      }
      if (this == SOFTMAX) {
        return Softmax.slopes((int) label, outputs, slopes, 0);
      }
      double error = outputs[0] - label;
      slopes[0] = 2 * error;
      return error * error;
    }
  }

  /** Returns the settings that do not depend on who computes the network. */
  public NetworkTerms terms() {
    return new NetworkTerms(
        rows, weight, shards, microBatch(), penaltyStrength, 0, decayBiases, seed);
  }

  /**
   * Returns the rows of a micro-batch: a shard's share of a mini-batch, in equal parts of at most
   * 256.
   */
  public int microBatch() {
    return microBatch(rows, shards, batchSize);
  }

  /**
   * Returns the rows of a micro-batch: a shard's share of a mini-batch, in equal parts of at most
   * 256.
   */
  public static int microBatch(long rows, int shards, long batchSize) {
    long batch = batchSize == 0 ? rows : Math.min(batchSize, rows);
    long share = (batch + shards - 1) / shards;
    long parts = (share + MOST_ROWS - 1) / MOST_ROWS;
    return (int) ((share + parts - 1) / parts);
  }
}
