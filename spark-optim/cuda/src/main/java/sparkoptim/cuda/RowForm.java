// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.core.network.Precision;

/**
 * The layout of rows on a device.
 *
 * @param dense whether zeros are written out
 * @param outputs numbers per column in a sum over sparse rows, by which those are cut; 1 for dense
 * @param tiles of wide sparse rows; null if they are stored by rows and again by columns
 */
record RowForm(Precision precision, boolean dense, int outputs, TileForm tiles) {
  /**
   * Largest number of columns up to which sparse rows are stored dense: a pass over them is short
   * anyway, and mini-batches stay on the device.
   */
  static final int MOST_WRITTEN_OUT = 1024;

  /** Returns the form of dense rows. */
  static RowForm dense(Precision precision) {
    return new RowForm(precision, true, 1, null);
  }

  /** Returns the form for blocks with a number of columns on a device. */
  static RowForm of(
      CudaDevice device, Precision precision, List<List<Block>> shards, int width, int outputs) {
    boolean sparse = shards.stream().flatMap(List::stream).anyMatch(Block::sparse);
    if (!sparse || width <= MOST_WRITTEN_OUT) {
      return dense(precision);
    }
    RowForm form = new RowForm(precision, false, outputs, null);
    TileForm tiles = TileForm.of(device.mostShared(), form.realBytes());
    return outputs == 1 && width > tiles.range() && suits(shards, tiles)
        ? new RowForm(precision, false, 1, tiles)
        : form;
  }

  /** Returns whether no row has more entries in a range of columns than a tile takes. */
  private static boolean suits(List<List<Block>> shards, TileForm tiles) {
    int most = TileForm.MOST_ENTRIES;
    RowView view = new RowView(1);
    for (List<Block> blocks : shards) {
      for (Block block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          view.row(block, row);
          int[] columns = view.columns;
          for (int at = view.from(0); at + most < view.to(0); at++) {
            if (columns[at] / tiles.range() == columns[at + most] / tiles.range()) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  int realBytes() {
    return precision == Precision.SINGLE ? Float.BYTES : Double.BYTES;
  }

  /** Returns the macro that names the type of reals. */
  String realMacro() {
    return precision == Precision.SINGLE ? "REAL=float" : "REAL=double";
  }
}
