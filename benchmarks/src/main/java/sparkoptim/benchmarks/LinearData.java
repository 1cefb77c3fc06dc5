// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.engine.Engine;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;
import sparkoptim.engine.TrainingState;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

/**
 * Rows in shards, and binary logistic regression over them with an L2 penalty of 1e-4.
 *
 * @param blocks the same rows, shard by shard, for programs without Spark
 */
record LinearData(
    Shards shards, List<List<Block>> blocks, LinearProblem problem, long bytes, double largestNorm)
    implements AutoCloseable {
  private static final double PENALTY = 1e-4;
  private static final int PARTS = 4;
  private static final RowRules RULES = new RowRules("label", "features", null, 10);
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  /** Deals a data set. */
  static LinearData of(Dataset<Row> data, int count) {
    try (PackedRows packed = PackedRows.of(data, RULES)) {
      Shards shards = packed.intoShards(count);
      List<List<Block>> blocks =
          shards.collect((shard, content) -> content.stream().map(LinearData::plain).toList());
      List<RowNorms> norms = blocks.stream().map(each -> RowNorms.of(each, true)).toList();
      double[] penalty = new double[packed.ranges().width()];
      Arrays.fill(penalty, PENALTY);
      long rows = packed.rows();
      LinearProblem problem =
          new LinearProblem(
              LogisticLoss.LOSS,
              penalty.length,
              1,
              true,
              rows,
              rows,
              count,
              RowNorms.entries(norms),
              RowNorms.sum(norms) / rows,
              Penalty.ofSquares(penalty),
              1);
      double largest = RowNorms.largest(norms);
      return new LinearData(shards, blocks, problem, packed.payloadBytes(), largest);
    }
  }

  /** Labels -1 and +1 become 0 and 1. */
  static Dataset<Row> libsvm(SparkSession session, String path, int features) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", features)
        .load(path)
        .withColumn("label", functions.expr("if(label > 0, 1.0D, 0.0D)"));
  }

  /** Dense rows of numbers in [-1, 1) with noisy labels. */
  static Dataset<Row> dense(SparkSession session, long rows, int width) {
    return session.createDataFrame(
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(List.of(0, 1, 2, 3), PARTS)
            .flatMap(
                part ->
                    LongStream.range(rows * part / PARTS, rows * (part + 1) / PARTS)
                        .mapToObj(row -> row(row, width))
                        .iterator()),
        SCHEMA);
  }

  /** Returns the rows of a block of images. */
  static Dataset<Row> images(SparkSession session, Block block) {
    List<Row> rows =
        IntStream.range(0, block.rows())
            .mapToObj(
                row ->
                    RowFactory.create(
                        block.labels[row],
                        Vectors.dense(
                            Arrays.copyOfRange(
                                block.values.doubles(), block.from(row), block.to(row)))))
            .toList();
    return session.createDataFrame(rows, SCHEMA);
  }

  private static Row row(long number, int width) {
    double[] values = new double[width];
    double score = 2 * unit(number, width);
    for (int j = 0; j < width; j++) {
      values[j] = unit(number, j);
      score += values[j] * unit(-1, j);
    }
    return RowFactory.create(score > 0 ? 1.0 : 0.0, Vectors.dense(values));
  }

  private static double unit(long row, int column) {
    return CounterRandom.key(CounterRandom.key(7, row), column) * 0x1p-63;
  }

  /** Returns a training that never ends early. */
  Training training(String method, long batch, long steps) {
    double[] start = new double[problem.dimension()];
    return new Training("bench", OptimMethod.parse(method), problem, batch, steps, 0, start);
  }

  /**
   * Returns the steps per second of an engine over a number of steps: of the time in steps alone.
   */
  double rate(Engine engine, String method, long batch, long steps) {
    TrainingState state =
        new sparkoptim.engine.TrainingDriver(engine, RoundLimit.ofSteps(steps))
            .train(training(method, batch, steps), shards);
    return state.steps() / state.seconds();
  }

  @Override
  public void close() {
    shards.close();
  }

  /** Rows as doubles and ints, which programs without Spark read without decoding them. */
  private static Block plain(Block block) {
    return new Block(
        block.shard,
        block.index,
        block.width,
        block.labels,
        block.weights,
        block.offsets,
        block.sparse() ? block.columns.ints(block.offsets) : null,
        block.values.doubles());
  }
}
