// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that were read once, and are kept until closed. They know their places in file order.
 *
 * @param bytes how many were read of the input
 * @param seconds that the reading took
 */
record ReadRows(RowBlocks kept, FileOrder order, long bytes, double seconds)
    implements AutoCloseable {

  /** A source that keeps rows by itself, as it has to look at them before it knows their types. */
  interface Once extends Source {
    ReadRows open(SparkSession spark, Input input, Optional<StructType> like);
  }

  /** Reads an input once. */
  static ReadRows open(Source source, SparkSession spark, Input input, Optional<StructType> like) {
    if (source instanceof Once once) {
      return once.open(spark, input, like);
    }
    long start = System.nanoTime();
    var guard = new FileGuard(spark, FileGuard.HeadRows.NONE);
    return explaining(input, () -> kept(guard, guard.keep(source.read(spark, input, like)), start));
  }

  /** Returns kept rows as those of an input; all are read now, if they were not before. */
  static ReadRows kept(FileGuard guard, RowBlocks kept, long start) {
    try {
      FileOrder order = kept.order();
      return new ReadRows(kept, order, guard.bytesRead(), (System.nanoTime() - start) * 1e-9);
    } catch (Exception e) { // Scala declares no exceptions
      kept.close();
      throw e;
    }
  }

  /** Reads; an error of the input names it. */
  static ReadRows explaining(Input input, Supplier<ReadRows> reading) {
    try {
      return reading.get();
    } catch (Exception e) { // Scala declares no exceptions
      throw ReadFailure.explained(input, e);
    }
  }

  /** Returns all rows. */
  Dataset<Row> rows() {
    return kept.rows();
  }

  /** Returns the rows on one side of a split. */
  Dataset<Row> part(Split split, boolean test) {
    if (order.ofFiles() || !(split instanceof Split.Fraction)) {
      return kept.part(order, split, test);
    }
    Column isTest = byContent(split);
    return kept.rows().where(test ? isTest : functions.not(isTest));
  }

  /**
   * Rows of a table or a query may come in any order: they are drawn by what they hold, so that the
   * same ones are drawn each time.
   */
  private Column byContent(Split split) {
    List<Column> values = new ArrayList<>();
    for (StructField field : kept.schema().fields()) {
      Column value = Names.column(field.name());
      boolean mapped = field.dataType().catalogString().contains("map<"); // which has no hash
      values.add(mapped ? value.cast("string") : value);
    }
    Column hash = functions.xxhash64(values.toArray(Column[]::new));
    return functions.udf((Long place) -> split.isTest(place), DataTypes.BooleanType).apply(hash);
  }

  long count() {
    return order.rows();
  }

  @Override
  public void close() {
    kept.close();
  }
}
