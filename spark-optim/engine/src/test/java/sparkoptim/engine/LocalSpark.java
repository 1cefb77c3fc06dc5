// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.linear.LinearMoments;

/** One Spark for all tests of the module, with Kryo, which refuses more classes than Java does. */
public final class LocalSpark {
  private LocalSpark() {}

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[4]")
        .appName("spark-optim-engine-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .getOrCreate();
  }

  /** Ends the Spark of tests that leave it damaged; the next ones get another. */
  public static void stop() {
    session().stop();
  }

  public static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  /** Rows of (label, features) or (label, features, weight) in so many partitions. */
  public static Dataset<Row> rows(List<Row> rows, int partitions) {
    boolean weighted = !rows.isEmpty() && rows.get(0).size() > 2;
    return rows(context().parallelize(rows, partitions), weighted);
  }

  public static Dataset<Row> rows(JavaRDD<Row> rows, boolean weighted) {
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    return session()
        .createDataFrame(rows, weighted ? schema.add("w", DataTypes.DoubleType) : schema);
  }

  /** Labelled sparse rows (label, features, weight) of a logistic model, some of them twice. */
  public static List<Row> logisticRows(int count, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    while (rows.size() < count) {
      int[] columns = random.ints(0, width).distinct().limit(Math.min(5, width)).sorted().toArray();
      double[] values = random.doubles(columns.length, -2, 2).toArray();
      double margin = values[0] - values[values.length - 1] + random.nextDouble(-1, 1);
      double weight = 1 + random.nextInt(3);
      Row row =
          RowFactory.create(margin > 0 ? 1.0 : 0.0, Vectors.sparse(width, columns, values), weight);
      rows.add(row);
      if (random.nextInt(10) == 0) {
        rows.add(row);
      }
    }
    return new ArrayList<>(rows.subList(0, count));
  }

  /** The weights of weighted rows in their order. */
  public static double[] weights(List<Block> blocks) {
    return blocks.stream().flatMapToDouble(block -> Arrays.stream(block.weights)).toArray();
  }

  /** Sum of the weights of weighted rows. */
  public static double weight(List<Block> blocks) {
    double sum = 0;
    for (Block block : blocks) {
      sum += Arrays.stream(block.weights).sum();
    }
    return sum;
  }

  /** Moments of dealt rows, in the scale in which they are. */
  static LinearMoments moments(Shards shards, int width) {
    return LinearMoments.of(
        shards.collect((shard, blocks) -> ColumnMoments.of(width, blocks)).stream()
            .reduce(ColumnMoments::merge)
            .orElseThrow());
  }
}
