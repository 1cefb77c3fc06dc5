// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;

/** Mean and deviation of labels. A final class because Kryo cannot read records. */
final class LabelMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private double mean;
  private double squares;

  /** Returns the moments of blocks, by Welford's updates. */
  static LabelMoments of(List<Block> blocks) {
    LabelMoments moments = new LabelMoments();
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        double from = block.labels[row] - moments.mean;
        moments.rows++;
        moments.mean += from / moments.rows;
        moments.squares += from * (block.labels[row] - moments.mean);
      }
    }
    return moments;
  }

  /** Adds those of other rows; changes this one. */
  LabelMoments merge(LabelMoments other) {
    if (other.rows > 0) {
      double from = other.mean - mean;
      long both = rows + other.rows;
      mean += from * other.rows / both;
      squares += other.squares + from * from * rows * other.rows / both;
      rows = both;
    }
    return this;
  }

  double mean() {
    return mean;
  }

  /** Returns the standard deviation; 1 where all labels are equal. */
  double deviation() {
    return squares > 0 ? Math.sqrt(squares / rows) : 1;
  }
}
