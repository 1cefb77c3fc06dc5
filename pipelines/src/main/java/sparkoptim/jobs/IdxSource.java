// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images (magic number 2051) and labels (2049) in IDX format, as MNIST comes: each image one vector
 * of bytes 0 to 255. Every partition reads its own range, in a gzipped file by reading past what
 * comes before.
 */
record IdxSource(DataSettings settings) implements Source {
  private static final long PARTITION_BYTES = 4L << 20;

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var configuration = new SerializableConfiguration(context.hadoopConfiguration());
    IdxFile images = checked(context, configuration, input.key(), input.path(), IdxFile.IMAGES);
    IdxFile labels =
        input
            .labels()
            .map(path -> checked(context, configuration, input.key(), path, IdxFile.LABELS))
            .orElse(null);
    agree(input, images, labels, like);
    StructType schema = new StructType();
    if (labels != null) {
      schema = schema.add(settings.labelColumn(), DataTypes.DoubleType, false);
    }
    schema = schema.add(FeaturesColumn.of((int) images.itemSize()));
    return spark.createDataFrame(rows(context, configuration, images, labels), schema);
  }

  /** Header and length; a gzipped file is read once through, by a task. */
  private static IdxFile checked(
      JavaSparkContext context,
      SerializableConfiguration configuration,
      String key,
      String path,
      int magic) {
    try {
      IdxFile file = IdxFile.of(configuration.value(), path, magic);
      String fault =
          context
              .parallelize(Arrays.asList(0), 1)
              .map(ignored -> file.fault(configuration.value()))
              .first();
      if (!fault.isEmpty()) {
        throw new ContentException(key + ": " + fault);
      }
      return file;
    } catch (IdxFile.FormatException e) {
      throw new ContentException(key + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void agree(
      Input input, IdxFile images, IdxFile labels, Optional<StructType> like) {
    if (labels != null && images.count() != labels.count()) {
      throw new ContentException(
          Text.of(
              "%s: %,d images in %s but %,d labels in %s",
              input.key(), images.count(), images.path(), labels.count(), labels.path()));
    }
    like.flatMap(FeaturesColumn::dimension)
        .filter(dimension -> dimension != images.itemSize())
        .ifPresent(
            dimension -> {
              throw new ContentException(
                  Text.of(
                      "%s: images of %,d pixels in %s, but the model is trained on %,d",
                      input.key(), images.itemSize(), images.path(), dimension));
            });
  }

  private static JavaRDD<Row> rows(
      JavaSparkContext context,
      SerializableConfiguration configuration,
      IdxFile images,
      IdxFile labels) {
    long wanted = 1 + images.count() * images.itemSize() / PARTITION_BYTES;
    int partitions = (int) Math.min(wanted, Math.max(1, context.defaultParallelism()));
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    return context
        .parallelize(numbers, partitions)
        .mapPartitions(
            mine -> partition(configuration.value(), images, labels, mine.next(), partitions));
  }

  private static Iterator<Row> partition(
      Configuration configuration, IdxFile images, IdxFile labels, int number, int partitions)
      throws IOException {
    long from = images.count() * number / partitions;
    int rows = (int) (images.count() * (number + 1) / partitions - from);
    byte[] values = new byte[0];
    if (labels != null) {
      try (InputStream in = labels.items(configuration, from)) {
        values = in.readNBytes(rows);
      }
    }
    InputStream in = images.items(configuration, from);
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              try {
                in.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return new IdxRows(in, (int) images.itemSize(), rows, values);
  }
}
