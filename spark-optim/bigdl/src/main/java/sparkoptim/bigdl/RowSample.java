// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;

/** A few dozen rows of a shard, with labels of every kind as far as they go. */
final class RowSample {
  private static final int MOST = 64;
  private static final int OF_ONE_LABEL = 2;

  private RowSample() {}

  /** Returns rows of blocks: two of every label first, then some spread evenly over all. */
  static Block of(List<Block> blocks) {
    int rows = blocks.stream().mapToInt(Block::rows).sum();
    TreeSet<Integer> chosen = new TreeSet<>();
    Map<Double, Integer> ofLabel = new HashMap<>();
    int at = 0;
    for (Block block : blocks) {
      for (int row = 0; row < block.rows() && chosen.size() < MOST / 2; row++) {
        if (ofLabel.merge(block.labels[row], 1, Integer::sum) <= OF_ONE_LABEL) {
          chosen.add(at + row);
        }
      }
      at += block.rows();
    }
    for (int i = 0; i < MOST / 2; i++) {
      chosen.add((int) ((long) i * (rows - 1) / (MOST / 2 - 1)));
    }
    return rows(blocks, chosen);
  }

  private static Block rows(List<Block> blocks, SortedSet<Integer> chosen) {
    int width = blocks.get(0).width;
    double[] labels = new double[chosen.size()];
    double[] values = new double[chosen.size() * width];
    int to = 0;
    int start = 0;
    for (Block block : blocks) {
      for (int row : chosen.subSet(start, start + block.rows())) {
        labels[to] = block.labels[row - start];
        copy(block, row - start, values, to * width);
        to++;
      }
      start += block.rows();
    }
    return new Block(0, 0, width, labels, null, null, null, values);
  }

  private static void copy(Block block, int row, double[] values, int at) {
    RowView view = new RowView(1);
    view.row(block, row);
    int from = view.from(0);
    for (int entry = from; entry < view.to(0); entry++) {
      int column = view.columns == null ? entry - from : view.columns[entry];
      values[at + column] = view.values[entry];
    }
  }
}
