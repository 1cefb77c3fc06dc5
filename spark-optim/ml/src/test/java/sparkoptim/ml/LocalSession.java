// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The Spark of this module's tests, and generated data. */
final class LocalSession {
  static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false)
          .add("weight", DataTypes.DoubleType, false);

  private LocalSession() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("spark-optim-pipelines-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  static Dataset<Row> data(List<Row> rows) {
    return session().createDataFrame(rows, SCHEMA);
  }

  static Row row(double label, double weight, double... features) {
    return RowFactory.create(label, Vectors.dense(features), weight);
  }

  /**
   * Rows whose label depends on their features with noise: columns of spread 1, 10 and 0.1 around
   * different means, one that is mostly zero, and one that is constant.
   */
  static List<Row> rows(int count, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      double c = random.nextDouble(-1, 1);
      double rare = random.nextInt(8) == 0 ? random.nextDouble(0, 3) : 0;
      double score = 2 * a - b + rare + random.nextDouble(-1.5, 1.5);
      double label =
          classes == 2 ? (score > 0 ? 1 : 0) : Math.floorMod((int) Math.floor(score), classes);
      rows.add(row(label, 1 + i % 3, a, 20 + 10 * b, 0.1 * c - 3, rare, 5));
    }
    return rows;
  }
}
