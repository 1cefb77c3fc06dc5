// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Labelled rows of a logistic model, made where and when they are read. */
final class GeneratedRows {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private GeneratedRows() {}

  static Dataset<Row> dense(SparkSession session, long rows, int width, int partitions) {
    double[] truth = new SplittableRandom(5).doubles(width, -1, 1).toArray();
    return rows(session, rows, partitions, id -> row(id, truth));
  }

  /**
   * Dense rows, each a random walk over the columns. The correlation of columns i < j is sqrt(i /
   * j): for 500 columns its condition number is 6.8e5.
   */
  static Dataset<Row> walks(SparkSession session, long rows, int width, int partitions) {
    double[] truth = new SplittableRandom(5).doubles(width, -1, 1).toArray();
    return rows(session, rows, partitions, id -> walk(id, truth));
  }

  /** Rows of a number of different columns of value 1, where column j has odds near 1 / (j + 1). */
  static Dataset<Row> sparse(
      SparkSession session, long rows, int width, int entries, int partitions) {
    return rows(session, rows, partitions, id -> sparseRow(id, width, entries));
  }

  private interface RowById extends Serializable {
    Row row(long id);
  }

  private static Dataset<Row> rows(
      SparkSession session, long rows, int partitions, RowById generator) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(
        context
            .parallelize(LongStream.range(0, partitions).boxed().toList(), partitions)
            .flatMap(
                part ->
                    LongStream.range(part * rows / partitions, (part + 1) * rows / partitions)
                        .mapToObj(generator::row)
                        .iterator()),
        SCHEMA);
  }

  private static Row walk(long id, double[] truth) {
    SplittableRandom random = new SplittableRandom(id);
    double score = random.nextDouble(-2, 2);
    double[] x = new double[truth.length];
    double at = 0;
    for (int j = 0; j < x.length; j++) {
      at += random.nextDouble(-1, 1);
      x[j] = at;
      score += truth[j] * at / truth.length;
    }
    return RowFactory.create(score > 0 ? 1.0 : 0.0, Vectors.dense(x));
  }

  /** Zipf's odds by the inverse of its distribution: column = width^u - 1. */
  private static Row sparseRow(long id, int width, int entries) {
    SplittableRandom random = new SplittableRandom(id);
    TreeSet<Integer> columns = new TreeSet<>();
    while (columns.size() < entries) {
      columns.add((int) Math.min(width - 1, Math.pow(width, random.nextDouble()) - 1));
    }
    int[] indices = columns.stream().mapToInt(Integer::intValue).toArray();
    double[] values = new double[entries];
    Arrays.fill(values, 1);
    double score = random.nextDouble(-2, 2);
    for (int column : indices) {
      score += new SplittableRandom(column).nextDouble(-1, 1);
    }
    return RowFactory.create(score > 0 ? 1.0 : 0.0, Vectors.sparse(width, indices, values));
  }

  private static Row row(long id, double[] truth) {
    SplittableRandom random = new SplittableRandom(id);
    double score = random.nextDouble(-2, 2);
    double[] x = new double[truth.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = random.nextDouble(-1, 1);
      score += truth[j] * x[j];
    }
    return RowFactory.create(score > 0 ? 1.0 : 0.0, Vectors.dense(x));
  }
}
