// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Images of 8 x 8 with a bar: across, upright or slanting. */
final class Bars {
  private static final int SIDE = 8;
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private Bars() {}

  static StructField features() {
    return SCHEMA.apply("features");
  }

  static SparkSession local() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("torch")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  static Dataset<Row> of(SparkSession spark, int count) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(3);
      int at = random.nextInt(SIDE);
      double[] pixels = new double[SIDE * SIDE];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = 0.3 * random.nextGaussian();
      }
      for (int j = 0; j < SIDE; j++) {
        int row = label == 0 ? at : j;
        int column = label == 1 ? at : label == 0 ? j : (at + j) % SIDE;
        pixels[row * SIDE + column] += 1;
      }
      rows.add(RowFactory.create((double) label, Vectors.dense(pixels)));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }
}
