// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sparkoptim.core.data.Block;

/** Weighted rows in plain arrays, zeros written out; deals them into shards and blocks. */
public record SampleRows(double[][] features, double[] labels, double[] weights) {
  /** Rows of a full block: small, so that a shard has several. */
  public static final int BLOCK_ROWS = 5;

  /**
   * Random rows with weights in [0.5, 2.5).
   *
   * @param density share of entries other than zero
   */
  public static SampleRows random(int rows, int width, int classes, double density, long seed) {
    Random random = new Random(seed);
    double[][] features = new double[rows][width];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        features[i][j] = random.nextDouble() < density ? random.nextGaussian() : 0;
      }
      labels[i] = random.nextInt(classes);
      weights[i] = 0.5 + 2 * random.nextDouble();
    }
    return new SampleRows(features, labels, weights);
  }

  /** Row i is 1 in column i and 0 elsewhere, labelled 1: its gradient shows that it was there. */
  public static SampleRows identity(int rows) {
    double[][] features = new double[rows][rows];
    double[] ones = new double[rows];
    for (int i = 0; i < rows; i++) {
      features[i][i] = 1;
      ones[i] = 1;
    }
    return new SampleRows(features, ones, ones.clone());
  }

  /** Number of rows. */
  public int size() {
    return labels.length;
  }

  /** Number of columns. */
  public int width() {
    return features[0].length;
  }

  /** Sum of the weights. */
  public double weight() {
    return Arrays.stream(weights).sum();
  }

  /** Blocks of shards: row r is row r div S of shard r mod S. */
  public List<List<Block>> deal(int shards, boolean sparse) {
    List<List<Block>> dealt = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      List<Integer> mine = new ArrayList<>();
      for (int row = shard; row < size(); row += shards) {
        mine.add(row);
      }
      List<Block> blocks = new ArrayList<>();
      for (int from = 0; from < mine.size(); from += BLOCK_ROWS) {
        List<Integer> rows = mine.subList(from, Math.min(from + BLOCK_ROWS, mine.size()));
        blocks.add(block(shard, blocks.size(), rows, sparse));
      }
      dealt.add(blocks);
    }
    return dealt;
  }

  /** All rows in one block of sparse rows. */
  public Block sparseBlock() {
    List<Integer> all = new ArrayList<>();
    for (int row = 0; row < size(); row++) {
      all.add(row);
    }
    return block(0, 0, all, true);
  }

  private Block block(int shard, int index, List<Integer> rows, boolean sparse) {
    double[] blockLabels = rows.stream().mapToDouble(row -> labels[row]).toArray();
    double[] blockWeights = rows.stream().mapToDouble(row -> weights[row]).toArray();
    int[] offsets = new int[rows.size() + 1];
    int[] columns = new int[rows.size() * width()];
    double[] values = new double[rows.size() * width()];
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < width(); j++) {
        double value = features[rows.get(i)][j];
        if (value != 0 || !sparse) {
          columns[at] = j;
          values[at++] = value;
        }
      }
      offsets[i + 1] = at;
    }
    return new Block(
        shard,
        index,
        width(),
        blockLabels,
        blockWeights,
        sparse ? offsets : null,
        sparse ? Arrays.copyOf(columns, at) : null,
        Arrays.copyOf(values, at));
  }
}
