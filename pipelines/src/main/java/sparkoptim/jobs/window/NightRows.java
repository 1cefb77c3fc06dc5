// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import sparkoptim.engine.line.InternalRows;

/** Rows in Spark's own form, divided, joined and counted. */
public final class NightRows {
  /** A column of held-out rows: the day that they come from. */
  public static final String DAY = "_day";

  /** A column of held-out rows: a number that rows of one key share, and rows without are one. */
  public static final String KEY = "_key";

  private NightRows() {}

  /** Returns the rows on one side of a hold-out. */
  public static Dataset<Row> where(Dataset<Row> rows, Holdout.Rule rule, boolean heldOut) {
    return InternalRows.dataset(
        rows.sparkSession(),
        internal(rows).filter(row -> rule.isHeldOut(row) == heldOut).rdd(),
        rows.schema());
  }

  /** Returns the rows with {@link #DAY} and {@link #KEY} behind their columns. */
  public static Dataset<Row> marked(Dataset<Row> rows, Holdout.Rule rule, String day) {
    UTF8String name = UTF8String.fromString(day);
    JavaRDD<InternalRow> marked =
        internal(rows)
            .map(
                row ->
                    new JoinedRow(row, new GenericInternalRow(new Object[] {name, rule.key(row)})));
    return InternalRows.dataset(
        rows.sparkSession(),
        marked.rdd(),
        rows.schema().add(DAY, DataTypes.StringType, false).add(KEY, DataTypes.LongType, false));
  }

  /**
   * Returns all rows of several data sets that have the same columns in the same order. Spark's own
   * union plans each of them.
   */
  public static Dataset<Row> union(List<Dataset<Row>> parts) {
    Dataset<Row> first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    SparkSession spark = first.sparkSession();
    JavaRDD<InternalRow> all = joined(spark, parts.stream().map(NightRows::internal).toList());
    int most =
        Math.max(2 * spark.sparkContext().defaultParallelism(), internal(first).getNumPartitions());
    return InternalRows.dataset(
        spark, (all.getNumPartitions() > most ? all.coalesce(most) : all).rdd(), first.schema());
  }

  /**
   * Counts and fingerprints several sets of rows by one job.
   *
   * @param label the column whose values are counted; it need not be there
   */
  public static List<RowPrint> prints(List<Dataset<Row>> parts, String label) {
    if (parts.isEmpty()) {
      return List.of();
    }
    List<JavaRDD<Part>> counted = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      RowPrint.Maker maker = new RowPrint.Maker(parts.get(i).schema(), label);
      int place = i;
      counted.add(
          internal(parts.get(i)).mapPartitions(rows -> count(place, maker, rows).iterator()));
    }
    List<RowPrint> prints = new ArrayList<>();
    parts.forEach(part -> prints.add(new RowPrint()));
    for (Part part : joined(parts.get(0).sparkSession(), counted).collect()) {
      prints.get(part.place).merge(part.print);
    }
    return prints;
  }

  @SuppressWarnings("unchecked") // Java makes no arrays of generic types
  private static <T> JavaRDD<T> joined(SparkSession spark, List<JavaRDD<T>> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : JavaSparkContext.fromSparkContext(spark.sparkContext())
            .union(parts.toArray((JavaRDD<T>[]) new JavaRDD<?>[0]));
  }

  private static List<Part> count(int place, RowPrint.Maker maker, Iterator<InternalRow> rows) {
    RowPrint print = new RowPrint();
    rows.forEachRemaining(row -> maker.add(row, print));
    return List.of(new Part(place, print));
  }

  /** A final class because Kryo cannot read records. */
  private static final class Part implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    final int place;
    final RowPrint print;

    Part(int place, RowPrint print) {
      this.place = place;
      this.print = print;
    }
  }

  private static JavaRDD<InternalRow> internal(Dataset<Row> rows) {
    return rows.queryExecution().toRdd().toJavaRDD();
  }
}
