// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.engine.rows.RowRules;

/** What one pass over the dealt rows finds. A final class because Kryo cannot read records. */
final class ShardStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Differences whose squares are 0, or lose digits. */
  private static final double SMALLEST = 1e-150;

  private final ColumnMoments columns;
  private final ColumnMoments label;
  private final double[] labelWeights;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private double logLabels;

  private ShardStatistics(ColumnMoments columns, ColumnMoments label, double[] labelWeights) {
    this.columns = columns;
    this.label = label;
    this.labelWeights = labelWeights;
  }

  /**
   * Looks at the rows of one shard.
   *
   * @param width number of features
   * @param classes of which labels are the numbers; 0 where labels are numbers of any kind
   * @param units of the features' values
   */
  static ShardStatistics of(int width, int classes, List<Block> blocks, double[] units) {
    ColumnMoments columns = ColumnMoments.of(width, blocks, units);
    ColumnMoments label =
        ColumnMoments.of(1, blocks.stream().map(ShardStatistics::labelColumn).toList());
    ShardStatistics all = new ShardStatistics(columns, label, new double[classes]);
    for (Block block : blocks) {
      all.add(block);
    }
    return all;
  }

  /** The labels as a dense column. */
  private static Block labelColumn(Block block) {
    return new Block(
        block.shard, block.index, 1, block.labels, block.weights, null, null, block.labels);
  }

  private void add(Block block) {
    for (int row = 0; row < block.rows(); row++) {
      double label = block.labels[row];
      double weight = block.weight(row);
      if (labelWeights.length > 0) {
        labelWeights[(int) label] += weight;
      } else {
        least = Math.min(least, label);
        greatest = Math.max(greatest, label);
        logLabels += label > 0 ? weight * label * StrictMath.log(label) : 0;
      }
    }
  }

  /** Returns the statistics of the rows of both; shards are merged in the fixed tree. */
  ShardStatistics merge(ShardStatistics other) {
    ShardStatistics both =
        new ShardStatistics(
            columns.merge(other.columns), label.merge(other.label), labelWeights.clone());
    for (int k = 0; k < labelWeights.length; k++) {
      both.labelWeights[k] += other.labelWeights[k];
    }
    both.least = Math.min(least, other.least);
    both.greatest = Math.max(greatest, other.greatest);
    both.logLabels = logLabels + other.logLabels;
    return both;
  }

  /**
   * Checks that sums over the rows are numbers to compute with.
   *
   * @param rules with the names of the columns
   * @throws IllegalArgumentException that names the column, and what to do about it
   */
  void require(RowRules rules) {
    if (!Double.isFinite(columns.weight())) {
      throw new IllegalArgumentException(
          "column %s: the sum of weights must be finite, was %s; divide them by a number"
              .formatted(rules.weightColumn(), columns.weight()));
    }
    if (labelWeights.length > 0) {
      return;
    }
    boolean vanishes = label.deviation(0) == 0 && greatest > least && label.weight() > 0;
    if (!Double.isFinite(label.variance(0)) || (vanishes && greatest - least < SMALLEST)) {
      throw new IllegalArgumentException(
          "column %s: labels from %s to %s have a variance of %s in double; %s them by a number"
              .formatted(
                  rules.labelColumn(),
                  least,
                  greatest,
                  label.variance(0),
                  vanishes ? "multiply" : "divide"));
    }
  }

  /** Returns the moments of the features. */
  ColumnMoments columns() {
    return columns;
  }

  /** Returns the sum of weights of each class; empty where labels are no classes. */
  double[] labelWeights() {
    return labelWeights;
  }

  /** Returns the weighted mean of the labels. */
  double labelMean() {
    return label.mean(0);
  }

  /** Returns the weighted mean of the labels' squared deviations from their mean. */
  double labelVariance() {
    return label.variance(0);
  }

  /** Returns the unbiased weighted standard deviation of the labels, MLlib's. */
  double labelDeviation() {
    return label.deviation(0);
  }

  /** Returns the least label, where labels are no classes. */
  double leastLabel() {
    return least;
  }

  /** Returns the weighted mean of {@code y log y} over labels y, those of 0 or less left out. */
  double meanLogLabel() {
    return logLabels / label.weight();
  }
}
