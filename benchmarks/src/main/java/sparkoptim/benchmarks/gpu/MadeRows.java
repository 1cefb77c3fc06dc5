// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;

/** Large sets of rows whose labels a hidden point decides, made by all cores. */
final class MadeRows {
  private static final long SEED = 31;
  private static final int BLOCK_BYTES = 1 << 20;

  private MadeRows() {}

  private static double uniform(long key, long counter) {
    return CounterRandom.below(key, counter, Integer.MAX_VALUE) * (2.0 / Integer.MAX_VALUE) - 1;
  }

  /** Dense rows, uniform in (-1, 1). */
  static List<List<Block>> dense(long rows, int features, int shards) {
    int ofBlock = Math.max(1, BLOCK_BYTES / (features * Double.BYTES));
    return intoShards(
        rows, shards, ofBlock, (s, b, count, key) -> dense(s, b, count, key, features));
  }

  private static Block dense(int shard, int index, int count, long key, int features) {
    double[] values = new double[count * features];
    double[] labels = new double[count];
    for (int row = 0; row < count; row++) {
      double margin = 0;
      for (int j = 0; j < features; j++) {
        double value = uniform(key, (long) row * features + j);
        values[row * features + j] = value;
        margin += value * hidden(j);
      }
      labels[row] = label(key, row, margin / Math.sqrt(features) * 6);
    }
    return new Block(shard, index, features, labels, null, null, null, values);
  }

  private static double hidden(int feature) {
    return uniform(SEED, feature);
  }

  private static double label(long key, int row, double margin) {
    double draw = (uniform(key + 1, row) + 1) / 2;
    return draw < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  }

  /** Returns rows with a number of ones among all columns, at random places: no cache helps. */
  static List<List<Block>> sparse(long rows, int features, int entries, int shards) {
    int ofBlock = BLOCK_BYTES / (entries * (Double.BYTES + Integer.BYTES));
    return intoShards(
        rows, shards, ofBlock, (s, b, count, key) -> sparse(s, b, count, key, features, entries));
  }

  private static Block sparse(
      int shard, int index, int count, long key, int features, int entries) {
    int[] columns = new int[count * entries];
    int[] offsets = new int[count + 1];
    double[] values = new double[count * entries];
    double[] labels = new double[count];
    for (int row = 0; row < count; row++) {
      offsets[row + 1] = offsets[row] + entries;
      double margin = 0;
      for (int i = 0; i < entries; i++) {
        // One of each of as many equal ranges of columns: distinct, and ascending.
        int from = (int) ((long) features * i / entries);
        int range = (int) ((long) features * (i + 1) / entries) - from;
        int at = row * entries + i;
        columns[at] = from + CounterRandom.below(key, 2L * at, range);
        values[at] = uniform(key, 2L * at + 1);
        margin += values[at] * hidden(columns[at]);
      }
      labels[row] = label(key, row, margin);
    }
    return new Block(shard, index, features, labels, null, offsets, columns, values);
  }

  private interface Maker {
    Block make(int shard, int index, int count, long key);
  }

  private static List<List<Block>> intoShards(long rows, int shards, int ofBlock, Maker maker) {
    Block[][] made = new Block[shards][];
    for (int shard = 0; shard < shards; shard++) {
      long count = rows / shards + (shard < rows % shards ? 1 : 0);
      made[shard] = new Block[(int) ((count + ofBlock - 1) / ofBlock)];
    }
    IntStream.range(0, shards)
        .parallel()
        .forEach(
            shard -> {
              long left = rows / shards + (shard < rows % shards ? 1 : 0);
              for (int index = 0; index < made[shard].length; index++) {
                int count = (int) Math.min(left, ofBlock);
                long key = CounterRandom.key(CounterRandom.key(SEED, shard), index);
                made[shard][index] = maker.make(shard, index, count, key);
                left -= count;
              }
            });
    List<List<Block>> dealt = new ArrayList<>();
    for (Block[] blocks : made) {
      dealt.add(Arrays.asList(blocks));
    }
    return dealt;
  }
}
