// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * LIBSVM text: a label and {@code index:value} pairs, indices from 1 and ascending, one space
 * between; {@code #} begins a comment. Lines are kept as they are read, so that the look for the
 * largest index and for lines that are no LIBSVM does not read files again.
 */
record LibsvmSource(DataSettings settings) implements ReadRows.Once {

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    return open(spark, input, like).rows();
  }

  @Override
  public ReadRows open(SparkSession spark, Input input, Optional<StructType> like) {
    long start = System.nanoTime();
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(settings.options());
    boolean dense = "dense".equalsIgnoreCase(options.remove("vectorType"));
    var guard = new FileGuard(spark, FileGuard.HeadRows.NONE);
    try {
      Dataset<Row> text = SparkSource.reader(spark, input, options).text(input.path());
      Dataset<Row> lines =
          ReadRows.keep(ReadRows.marked(guard, text.select(functions.col("value"))));
      try {
        int dimension = dimension(lines, input, like);
        return ReadRows.kept(input, guard, vectors(spark, lines, dimension, dense), start);
      } finally {
        lines.unpersist();
      }
    } catch (RuntimeException e) {
      throw ReadFailure.explained(input, e);
    }
  }

  private Dataset<Row> vectors(
      SparkSession spark, Dataset<Row> lines, int dimension, boolean dense) {
    JavaRDD<Row> rows =
        lines
            .select(
                functions.col("value"),
                functions.col(FileOrder.FILE),
                functions.col(FileOrder.START))
            .javaRDD()
            .mapPartitions(partition -> partition(partition, dimension, dense));
    StructType schema =
        new StructType()
            .add(settings.labelColumn(), DataTypes.DoubleType, false)
            .add(FeaturesColumn.of(dimension))
            .add(FileOrder.FILE, DataTypes.StringType)
            .add(FileOrder.START, DataTypes.LongType);
    return spark
        .createDataFrame(rows, schema)
        .withColumn(FileOrder.NUMBER, functions.monotonically_increasing_id());
  }

  private static Iterator<Row> partition(Iterator<Row> lines, int dimension, boolean dense) {
    return new Iterator<>() {
      private Row next;

      @Override
      public boolean hasNext() {
        while (next == null && lines.hasNext()) {
          Row line = lines.next();
          byte[] text = line.getString(0).getBytes(java.nio.charset.StandardCharsets.UTF_8);
          next = LibsvmLine.isEmpty(text) ? null : row(line, text);
        }
        return next != null;
      }

      @Override
      public Row next() {
        Row row = next;
        next = null;
        return row;
      }

      private Row row(Row line, byte[] text) {
        LibsvmLine read = LibsvmLine.of(text);
        Vector features = Vectors.sparse(dimension, read.places(), read.values());
        return RowFactory.create(
            read.label(), dense ? features.toDense() : features, line.get(1), line.get(2));
      }
    };
  }

  private int dimension(Dataset<Row> lines, Input input, Optional<StructType> like) {
    LibsvmScan scan =
        LibsvmScan.of(lines.select(functions.col("value"), functions.col(FileOrder.NUMBER)));
    if (scan.badLines() > 0) {
      throw new JobException(
          Text.of(
              "%s: %,d malformed LIBSVM lines. First: %s",
              input.key(), scan.badLines(), scan.firstBad(FileOrder.of(lines))));
    }
    Optional<Integer> trained = like.flatMap(FeaturesColumn::dimension);
    int largest = Math.max(1, scan.maxIndex());
    int dimension = trained.or(settings::numFeatures).orElse(largest);
    if (largest > dimension) {
      throw new JobException(
          Text.of(
                  "%s: feature index %d is beyond the %d features %s (in %s)",
                  input.key(),
                  largest,
                  dimension,
                  trained.isPresent() ? "that the model is trained on" : "of data.numFeatures",
                  input.path())
              + (trained.isPresent() ? "; data.numFeatures sets their number" : ""));
    }
    if (trained.isEmpty()) {
      String where =
          dimension == scan.maxIndex()
              ? Text.of(
                  "%s: the feature index %,d (%s)",
                  input.key(), dimension, FileOrder.of(lines).named(scan.maxLine(), "line"))
              : Text.of("data.numFeatures = %,d", dimension);
      ModelMemory.refuseTooMany(where, dimension);
    }
    return dimension;
  }
}
