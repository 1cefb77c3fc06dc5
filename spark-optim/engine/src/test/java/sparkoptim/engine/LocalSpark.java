package sparkoptim.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import sparkoptim.core.data.Block;

/** One Spark for all tests of the module, with Kryo, which refuses more classes than Java does. */
final class LocalSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .appName("spark-optim-engine-tests")
          .config("spark.ui.enabled", "false")
          .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
          .getOrCreate();

  private LocalSpark() {}

  static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(SESSION.sparkContext());
  }

  static JavaRDD<Row> rows(List<Row> rows, int partitions) {
    return context().parallelize(rows, partitions);
  }

  /** Labelled sparse rows (label, features, weight) of a logistic model, some of them twice. */
  static List<Row> logisticRows(int count, int width, long seed) {
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

  /** Sum of the weights of weighted rows. */
  static double weight(List<Block> blocks) {
    double sum = 0;
    for (Block block : blocks) {
      sum += Arrays.stream(block.weights).sum();
    }
    return sum;
  }
}
