// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.SplittableRandom;
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

/** Labelled dense rows of a logistic model, made where and when they are read. */
final class GeneratedRows {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  private GeneratedRows() {}

  static Dataset<Row> dense(SparkSession session, long rows, int width, int partitions) {
    double[] truth = new SplittableRandom(5).doubles(width, -1, 1).toArray();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(
        context
            .parallelize(LongStream.range(0, partitions).boxed().toList(), partitions)
            .flatMap(
                part ->
                    LongStream.range(part * rows / partitions, (part + 1) * rows / partitions)
                        .mapToObj(id -> row(id, truth))
                        .iterator()),
        SCHEMA);
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
