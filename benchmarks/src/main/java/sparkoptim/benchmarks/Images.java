// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.data.Block;

/**
 * Labelled grey images in one dense block.
 *
 * @param name what they are
 */
record Images(String name, Block block) {
  private static final int MAGIC_BYTES = 16;
  private static final int LABEL_MAGIC_BYTES = 8;
  private static final int PIXELS = 784;
  private static final int PARTITIONS = 4;

  /** Returns MNIST's 10,000 test images as rows, pixels in [0, 1]. */
  static Dataset<Row> tenThousand(SparkSession session, Path folder) {
    try (var images = opened(folder.resolve("mnist10k-images-idx3-ubyte.gz"));
        var labels = opened(folder.resolve("mnist10k-labels-idx1-ubyte.gz"))) {
      images.skipNBytes(MAGIC_BYTES);
      labels.skipNBytes(LABEL_MAGIC_BYTES);
      byte[] classes = labels.readAllBytes();
      List<Row> rows = new ArrayList<>();
      for (byte label : classes) {
        byte[] pixels = images.readNBytes(PIXELS);
        double[] values = new double[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
          values[i] = (pixels[i] & 0xFF) / 255.0;
        }
        rows.add(RowFactory.create((double) label, Vectors.dense(values)));
      }
      StructType schema =
          new StructType()
              .add("label", DataTypes.DoubleType, false)
              .add("features", SQLDataTypes.VectorType(), false);
      return session.createDataFrame(rows, schema).repartition(PARTITIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GZIPInputStream opened(Path file) throws IOException {
    return new GZIPInputStream(Files.newInputStream(file));
  }

  /** Uniform pixels and random labels. */
  static Images generated(int rows, int width, int classes) {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles((long) rows * width).toArray();
    double[] labels = random.ints(rows, 0, classes).asDoubleStream().toArray();
    return new Images("generated", new Block(0, 0, width, labels, null, null, null, values));
  }

  /** Returns the first images of MNIST's training files, pixels in [0, 1]. */
  static Images mnist(Path folder, int rows, int width) {
    byte[] pixels;
    byte[] classes;
    try {
      pixels = Files.readAllBytes(folder.resolve("train-images-idx3-ubyte"));
      classes = Files.readAllBytes(folder.resolve("train-labels-idx1-ubyte"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double[] values = new double[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[MAGIC_BYTES + i] & 0xFF) / 255.0;
    }
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = classes[LABEL_MAGIC_BYTES + i];
    }
    return new Images("MNIST", new Block(0, 0, width, labels, null, null, null, values));
  }
}
