package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.reduce.IndexSlots;

/**
 * Where the entries of sparse rows go in a sum: to the coordinates of their columns, or, in a sum
 * over the touched coordinates alone, to slots.
 */
final class GradientSink {
  private final int features;
  private final int outputs;

  /**
   * Slots of the entries of a mini-batch's rows, one row after the other; of K outputs the first.
   */
  private int[] places = {};

  private int count;
  private int constantPlace;

  /** Where the current row's slots begin in {@link #places}; -1 in sums over all coordinates. */
  private int placed = -1;

  GradientSink(int features, int outputs) {
    this.features = features;
    this.outputs = outputs;
  }

  /** Forgets the rows touched before. */
  void clear() {
    count = 0;
  }

  /** Notes the slots of a row's coordinates. */
  void touch(Block block, int row, boolean intercept, IndexSlots slots) {
    int from = block.from(row);
    int to = block.to(row);
    if (places.length < count + to - from) {
      places = Arrays.copyOf(places, 2 * (count + to - from));
    }
    for (int i = from; i < to; i++) {
      places[count++] = touch(block.columns[i], slots);
    }
    if (intercept) {
      constantPlace = touch(features, slots);
    }
  }

  /** The coordinates of a feature are touched together, so their slots follow each other. */
  private int touch(int feature, IndexSlots slots) {
    int first = slots.add(feature * outputs);
    for (int k = 1; k < outputs; k++) {
      slots.add(feature * outputs + k);
    }
    return first;
  }

  /** From here on sums are over slots, of the rows touched, in their order. */
  void toSlots() {
    placed = 0;
  }

  /** From here on sums are over all coordinates. */
  void toAll() {
    placed = -1;
  }

  /** By entry of a sparse row, from {@link #shift} on: where its first output is in the sum. */
  int[] of(Block block) {
    return placed < 0 ? block.columns : places;
  }

  /** From a place in the row's block to that in {@link #of}. */
  int shift(int from) {
    return placed < 0 ? 0 : placed - from;
  }

  /** Goes behind a row of so many entries. */
  void passed(int entries) {
    if (placed >= 0) {
      placed += entries;
    }
  }

  /** How many coordinates a target stands for: a column has all outputs, a slot is the first's. */
  int stride() {
    return placed < 0 ? outputs : 1;
  }

  /** Where the first intercept is in the sum. */
  int constant() {
    return placed < 0 ? features * outputs : constantPlace;
  }
}
