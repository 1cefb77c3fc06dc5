// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Map;

/**
 * The rows that a gate looks at.
 *
 * @param slice null for all rows together, {@code *} for every value of every slice, or the slice
 *     whose values are looked at one by one
 */
record Scope(String slice) {
  static final Scope ALL_ROWS = new Scope(null);

  Map<String, RowSet> sets(PairedComparison comparison) {
    return slice == null
        ? Map.of("", comparison.all())
        : comparison.slices(slice.equals("*") ? null : slice);
  }

  /** Returns the argument that asks for it, with a comma in front. */
  String text() {
    return slice == null ? "" : ", slice = " + slice;
  }
}
