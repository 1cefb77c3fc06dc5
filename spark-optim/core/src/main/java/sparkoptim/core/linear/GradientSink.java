// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.RowView;
import sparkoptim.core.reduce.IndexSlots;

/**
 * Maps the entries of sparse rows to their places in a sum: to the coordinates of their columns,
 * or, in a sum over the touched coordinates alone, to slots.
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

  /**
   * The place where the current row's slots begin in {@link #places}; -1 in sums over all
   * coordinates.
   */
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
  void touch(RowView row, boolean intercept, IndexSlots slots) {
    int from = row.from(0);
    int to = row.to(0);
    if (places.length < count + to - from) {
      places = Arrays.copyOf(places, 2 * (count + to - from));
    }
    for (int i = from; i < to; i++) {
      places[count++] = touch(row.columns[i], slots);
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

  /** Switches to sums over slots: those of the touched rows, in their order. */
  void toSlots() {
    placed = 0;
  }

  /** Switches to sums over all coordinates. */
  void toAll() {
    placed = -1;
  }

  /**
   * Returns, for each entry of a sparse row from {@link #shift} on, the place of its first output
   * in the sum.
   */
  int[] of(RowView rows) {
    return placed < 0 ? rows.columns : places;
  }

  /** Returns the offset from a place in the view of rows to that in {@link #of}. */
  int shift(int from) {
    return placed < 0 ? 0 : placed - from;
  }

  /** Advances past a row with the given number of entries. */
  void passed(int entries) {
    if (placed >= 0) {
      placed += entries;
    }
  }

  /**
   * Returns how many coordinates a target covers: a column has all outputs, a slot is the first's.
   */
  int stride() {
    return placed < 0 ? outputs : 1;
  }

  /** Returns the place of the first intercept in the sum. */
  int constant() {
    return placed < 0 ? features * outputs : constantPlace;
  }
}
