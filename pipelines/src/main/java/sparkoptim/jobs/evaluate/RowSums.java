// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** All rows and their slices, summed in one pass. */
final class RowSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CELLS = 1 << 16;
  private static final int FEW_PARTITIONS = 64;

  private final Tally all;
  private final List<Slices> slices = new ArrayList<>();

  private RowSums(Reading reading, List<Integer> sliceColumns, Integer unit) {
    all = new Tally(reading, CELLS, unit);
    sliceColumns.forEach(column -> slices.add(new Slices(reading, column, unit)));
  }

  /**
   * Runs one Spark job.
   *
   * @param sliceColumns the places of columns whose values make slices
   * @param unit the place of what rows of one key have in common, or null
   */
  static RowSums of(JavaRDD<Row> rows, Reading reading, List<Integer> sliceColumns, Integer unit) {
    if (rows.getNumPartitions() == 0) {
      return new RowSums(reading, sliceColumns, unit);
    }
    int depth = rows.getNumPartitions() <= FEW_PARTITIONS ? 2 : 3;
    return rows.mapPartitions(part -> List.of(of(part, reading, sliceColumns, unit)).iterator())
        .treeReduce(RowSums::merged, depth);
  }

  private static RowSums of(
      Iterator<Row> rows, Reading reading, List<Integer> sliceColumns, Integer unit) {
    var sums = new RowSums(reading, sliceColumns, unit);
    rows.forEachRemaining(sums::add);
    return sums;
  }

  private void add(Row row) {
    all.add(row);
    slices.forEach(slice -> slice.add(row));
  }

  private RowSums merged(RowSums other) {
    all.merge(other.all);
    for (int i = 0; i < slices.size(); i++) {
      slices.get(i).merge(other.slices.get(i));
    }
    return this;
  }

  Tally all() {
    return all;
  }

  List<Slices> slices() {
    return slices;
  }
}
