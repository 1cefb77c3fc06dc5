// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import sparkoptim.engine.rows.Fingerprint;

/**
 * What tells a set of rows from another: their number, the sum of their hashes, which does not
 * depend on their order, and how many rows each label has.
 */
public final class RowPrint implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More labels than these are no classes, and are not counted. */
  private static final int MOST_LABELS = 1000;

  private final Fingerprint sum = new Fingerprint();
  private final TreeMap<String, Long> labels = new TreeMap<>();
  private long rows;
  private boolean manyLabels;

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns 32 hexadecimal digits. */
  public String fingerprint() {
    return sum.toString();
  }

  /** Returns the rows of each label, by its text; empty where labels are no classes. */
  public Map<String, Long> labels() {
    return labels;
  }

  void add(long high, long low, String label) {
    rows++;
    sum.add(high, low);
    if (label != null && !manyLabels) {
      labels.merge(label, 1L, Long::sum);
      limit();
    }
  }

  /** Adds other rows. */
  public RowPrint merge(RowPrint other) {
    rows += other.rows;
    sum.merge(other.sum);
    manyLabels |= other.manyLabels;
    other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
    limit();
    return this;
  }

  private void limit() {
    manyLabels |= labels.size() > MOST_LABELS;
    if (manyLabels) {
      labels.clear();
    }
  }

  /** Returns what a record says. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", rows);
    values.put("fingerprint", fingerprint());
    if (!labels.isEmpty()) {
      values.put("classes", labels);
    }
    return values;
  }

  /** Makes prints of rows of one schema. */
  static final class Maker implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ContentHash hash;
    private final int label;
    private final DataType labelType;

    /**
     * @param labelColumn need not be there
     */
    Maker(StructType schema, String labelColumn) {
      hash = new ContentHash(schema, java.util.List.of());
      label = java.util.List.of(schema.fieldNames()).indexOf(labelColumn);
      labelType = label < 0 ? null : schema.fields()[label].dataType();
    }

    void add(InternalRow row, RowPrint print) {
      hash.of(row);
      boolean labelled = label >= 0 && !row.isNullAt(label);
      print.add(hash.high(), hash.low(), labelled ? text(row.get(label, labelType)) : null);
    }
  }

  /** Returns a label's text: whole numbers without a fraction, whatever their type. */
  public static String text(Object label) {
    if (label instanceof Double || label instanceof Float) {
      double number = ((Number) label).doubleValue();
      return number == Math.rint(number) && Math.abs(number) < 0x1p53
          ? Long.toString((long) number)
          : Double.toString(number);
    }
    return String.valueOf(label);
  }
}
