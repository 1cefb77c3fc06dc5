// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.linear.Softmax;
import sparkoptim.core.reduce.FixedTree;

/**
 * Sums over a shard's labels: what the model costs that has nothing but intercepts, and the least
 * that any margins cost.
 *
 * @param ofIntercepts weighted sum of the losses at margins that are the intercepts
 * @param least weighted sum of the least losses
 */
record NullLoss(double ofIntercepts, double least) implements Serializable {
  /**
   * Returns the sums over one shard's blocks.
   *
   * @param intercepts one per output
   */
  static NullLoss of(List<Block> blocks, LinearLoss loss, double[] intercepts) {
    double sum = 0;
    double least = 0;
    double[] margins = new double[intercepts.length];
    double[] slopes = new double[intercepts.length];
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        double label = block.labels[row];
        double weight = block.weight(row);
        if (loss instanceof ScalarLoss scalar) {
          sum += weight * scalar.value(label, intercepts[0]);
          least += weight * least(scalar, label);
        } else {
          System.arraycopy(intercepts, 0, margins, 0, margins.length);
          sum += weight * Softmax.slopes((int) label, margins, slopes, 0);
        }
      }
    }
    return new NullLoss(sum, least);
  }

  /** Returns the sum over shards in their order, in the fixed tree. */
  static NullLoss sum(List<NullLoss> shards) {
    if (shards.size() == 1) {
      return shards.get(0);
    }
    int left = FixedTree.left(shards.size());
    NullLoss first = sum(shards.subList(0, left));
    NullLoss second = sum(shards.subList(left, shards.size()));
    return new NullLoss(first.ofIntercepts + second.ofIntercepts, first.least + second.least);
  }

  private static double least(ScalarLoss loss, double label) {
    return loss instanceof PoissonLoss && label > 0 ? label - label * Math.log(label) : 0;
  }
}
