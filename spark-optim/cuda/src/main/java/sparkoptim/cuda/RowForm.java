package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Precision;

/**
 * How rows lie on a device.
 *
 * @param dense whether zeros are written out
 * @param outputs numbers per column in a sum over sparse rows, by which those are cut; 1 for dense
 */
record RowForm(Precision precision, boolean dense, int outputs) {
  /**
   * Up to so many columns sparse rows are stored dense: a pass over them is short anyway, and
   * mini-batches stay on the device.
   */
  static final int MOST_WRITTEN_OUT = 1024;

  /** The form for blocks of so many columns. */
  static RowForm of(Precision precision, List<List<Block>> shards, int width, int outputs) {
    boolean sparse = shards.stream().flatMap(List::stream).anyMatch(Block::sparse);
    boolean dense = !sparse || width <= MOST_WRITTEN_OUT;
    return new RowForm(precision, dense, dense ? 1 : outputs);
  }

  int realBytes() {
    return precision == Precision.SINGLE ? Float.BYTES : Double.BYTES;
  }

  /** The macro that names the type of reals. */
  String realMacro() {
    return precision == Precision.SINGLE ? "REAL=float" : "REAL=double";
  }
}
