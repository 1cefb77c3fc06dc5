// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that were read once: kept in memory, on disk what does not fit there, until closed. They
 * know their places in file order.
 */
final class ReadRows implements AutoCloseable {
  private final Dataset<Row> kept;
  private final FileOrder order;
  private final long bytes;
  private final double seconds;

  private ReadRows(Dataset<Row> kept, FileOrder order, long bytes, long start) {
    this.kept = kept;
    this.order = order;
    this.bytes = bytes;
    this.seconds = (System.nanoTime() - start) * 1e-9;
  }

  /** A source that keeps rows by itself, as it has to look at them before it knows their types. */
  interface Once extends Source {
    ReadRows open(SparkSession spark, Input input, Optional<StructType> like);
  }

  /** Reads an input once. */
  static ReadRows open(Source source, SparkSession spark, Input input, Optional<StructType> like) {
    long start = System.nanoTime();
    return source instanceof Once once
        ? once.open(spark, input, like)
        : of(input, source.read(spark, input, like), start);
  }

  /**
   * Reads rows as Spark's reader gives them, and keeps them.
   *
   * @param start the nanosecond at which the reading began
   */
  static ReadRows of(Input input, Dataset<Row> rows, long start) {
    var guard = new FileGuard(rows.sparkSession(), FileGuard.HeadRows.NONE);
    return kept(input, guard, marked(guard, rows), start);
  }

  /** Returns rows with the columns that say where they came from. */
  static Dataset<Row> marked(FileGuard guard, Dataset<Row> rows) {
    Column[] columns =
        Stream.concat(Stream.of(functions.col("*")), Stream.of(FileOrder.marks(rows)))
            .toArray(Column[]::new);
    return guard.around(rows.select(columns));
  }

  /** Keeps rows that have their marks. */
  static ReadRows kept(Input input, FileGuard guard, Dataset<Row> marked, long start) {
    Dataset<Row> kept = keep(marked);
    FileOrder order = checked(input, kept, FileOrder::of);
    return new ReadRows(kept, order, guard.bytesRead(), start);
  }

  static Dataset<Row> keep(Dataset<Row> rows) {
    return rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Does something with kept rows that are given up if it fails. */
  static <T> T checked(Input input, Dataset<Row> kept, Function<Dataset<Row>, T> work) {
    try {
      return work.apply(kept);
    } catch (RuntimeException e) {
      kept.unpersist();
      throw ReadFailure.explained(input, e);
    }
  }

  /** Returns all rows, without their marks. */
  Dataset<Row> rows() {
    return plain(kept);
  }

  /** Returns the rows on one side of a split. */
  Dataset<Row> part(Split split, boolean test) {
    Column isTest =
        order.ofFiles() || !(split instanceof Split.Fraction fraction)
            ? order.isTest(split)
            : byContent(fraction);
    return plain(kept.where(test ? isTest : functions.not(isTest)));
  }

  /**
   * Rows of a table or a query may come in any order: they are drawn by what they hold, so that the
   * same ones are drawn each time.
   */
  private Column byContent(Split.Fraction split) {
    List<Column> values = new ArrayList<>();
    for (StructField field : plain(kept).schema().fields()) {
      Column value = Names.column(field.name());
      values.add(field.dataType() instanceof MapType ? value.cast("string") : value);
    }
    Column hash = functions.xxhash64(values.toArray(Column[]::new));
    return functions.udf((Long place) -> split.isTest(place), DataTypes.BooleanType).apply(hash);
  }

  /** Returns all rows, with their marks. */
  Dataset<Row> marked() {
    return kept;
  }

  FileOrder order() {
    return order;
  }

  long count() {
    return order.rows();
  }

  long bytes() {
    return bytes;
  }

  double seconds() {
    return seconds;
  }

  private static Dataset<Row> plain(Dataset<Row> marked) {
    return marked.select(
        Arrays.stream(marked.columns())
            .filter(name -> !isMark(name))
            .map(Names::column)
            .toArray(Column[]::new));
  }

  private static boolean isMark(String name) {
    return name.equals(FileOrder.FILE)
        || name.equals(FileOrder.START)
        || name.equals(FileOrder.NUMBER);
  }

  @Override
  public void close() {
    kept.unpersist();
  }
}
