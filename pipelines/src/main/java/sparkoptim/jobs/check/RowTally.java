// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import sparkoptim.jobs.window.ContentHash;
import sparkoptim.jobs.window.RowPrint;

/** What one pass over rows sees of them; parts of it are merged in any order. */
final class RowTally implements Serializable, ContentHash.Visitor {
  private static final long serialVersionUID = 1L;
  private static final int MOST_LABELS = 1000;

  final long[] filled;
  final double[] min;
  final double[] max;
  final List<Texts> texts = new ArrayList<>();
  final TreeMap<String, Long> labels = new TreeMap<>();
  final Contents contents;
  long rows;

  /** Of the entries of a vector column: the first one of the rows, if there is any. */
  final int vector;

  long[] entries = new long[0];
  double[] least = new double[0];
  double[] largest = new double[0];

  /**
   * @param vector place of the column of vectors; -1: there is none
   * @param sample how many contents are kept
   */
  RowTally(StructType schema, int vector, int sample) {
    int columns = schema.size();
    this.vector = vector;
    contents = new Contents(sample);
    filled = new long[columns];
    min = new double[columns];
    max = new double[columns];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < columns; i++) {
      texts.add(schema.fields()[i].dataType() instanceof StringType ? new Texts() : null);
    }
  }

  /** Looks at the rows of a partition. */
  static Iterator<RowTally> of(
      Iterator<InternalRow> rows, StructType schema, int label, int vector, int sample) {
    var tally = new RowTally(schema, vector, sample);
    var hash = new ContentHash(schema, List.of());
    DataType type = label < 0 ? null : schema.fields()[label].dataType();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      tally.rows++;
      for (int i = 0; i < tally.filled.length; i++) {
        tally.filled[i] += row.isNullAt(i) ? 0 : 1;
      }
      hash.of(row, tally);
      tally.contents.add(row, hash.low());
      if (label >= 0 && !row.isNullAt(label) && tally.labels.size() <= MOST_LABELS) {
        tally.labels.merge(RowPrint.text(row.get(label, type)), 1L, Long::sum);
      }
    }
    return List.of(tally).iterator();
  }

  @Override
  public void number(int column, double value) {
    if (Double.isNaN(value)) {
      filled[column]--; // a missing value by another name
      return;
    }
    min[column] = Math.min(min[column], value);
    max[column] = Math.max(max[column], value);
  }

  @Override
  public void text(int column, UTF8String value, long hash) {
    texts.get(column).add(value, hash);
  }

  @Override
  public void vector(int column, int size, int[] indices, double[] values) {
    if (column != vector) {
      return;
    }
    if (size > entries.length) {
      widen(size);
    }
    for (int i = 0; i < values.length; i++) {
      int at = indices == null ? i : indices[i];
      double value = values[i];
      if (value != 0) {
        entries[at]++;
        if (value < least[at]) { // a few times in a column; Math.min costs more each time
          least[at] = value;
        }
        if (value > largest[at]) {
          largest[at] = value;
        }
      }
    }
  }

  private void widen(int size) {
    int known = entries.length;
    entries = Arrays.copyOf(entries, size);
    least = Arrays.copyOf(least, size);
    largest = Arrays.copyOf(largest, size);
    Arrays.fill(least, known, size, Double.POSITIVE_INFINITY);
    Arrays.fill(largest, known, size, Double.NEGATIVE_INFINITY);
  }

  RowTally merge(RowTally other) {
    rows += other.rows;
    for (int i = 0; i < filled.length; i++) {
      filled[i] += other.filled[i];
      min[i] = Math.min(min[i], other.min[i]);
      max[i] = Math.max(max[i], other.max[i]);
      if (texts.get(i) != null) {
        texts.get(i).merge(other.texts.get(i));
      }
    }
    if (other.entries.length > entries.length) {
      widen(other.entries.length);
    }
    for (int i = 0; i < other.entries.length; i++) {
      entries[i] += other.entries[i];
      least[i] = Math.min(least[i], other.least[i]);
      largest[i] = Math.max(largest[i], other.largest[i]);
    }
    other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
    contents.merge(other.contents);
    return this;
  }
}
