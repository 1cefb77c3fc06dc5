// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;

/**
 * Mean and deviation of labels, by their weights. A final class because Kryo cannot read records.
 */
final class LabelMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private double weight;
  private double mean;
  private double squares;

  /** Returns the moments of blocks, by Welford's updates with weights (West 1979). */
  static LabelMoments of(List<Block> blocks) {
    LabelMoments moments = new LabelMoments();
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        double from = block.labels[row] - moments.mean;
        double weight = block.weight(row);
        moments.weight += weight;
        moments.mean += from * weight / moments.weight;
        moments.squares += weight * from * (block.labels[row] - moments.mean);
      }
    }
    return moments;
  }

  /** Adds those of other rows; changes this one. */
  LabelMoments merge(LabelMoments other) {
    if (other.weight > 0) {
      double from = other.mean - mean;
      double both = weight + other.weight;
      mean += from * other.weight / both;
      squares += other.squares + from * from * weight * other.weight / both;
      weight = both;
    }
    return this;
  }

  double mean() {
    return mean;
  }

  /** Returns the standard deviation; 1 where all labels are equal. */
  double deviation() {
    return squares > 0 ? Math.sqrt(squares / weight) : 1;
  }
}
