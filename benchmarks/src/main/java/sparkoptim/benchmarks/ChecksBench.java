// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.engine.line.InternalRows;
import sparkoptim.jobs.check.Profile;
import sparkoptim.ml.LogisticRegression;

/**
 * What the profile of a night's rows costs: beside a fit of one pass over the same rows, in turn.
 * Both read them from memory, in Spark's own form.
 */
final class ChecksBench {
  private static final int WIDTH = 123;
  private static final int ENTRIES = 14;
  private static final int SPARSE_ROWS = 1_000_000;
  private static final int DENSE_ROWS = 250_000; // as many as 3 GB of memory hold twice
  private static final int ROUNDS = 5;

  private final SparkSession session;

  ChecksBench(SparkSession session) {
    this.session = session;
  }

  BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("checks", record, "rows");
    int parts = session.sparkContext().defaultParallelism();
    recorder.add(
        measure("sparse", GeneratedRows.sparse(session, SPARSE_ROWS, WIDTH, ENTRIES, parts)));
    recorder.add(measure("dense", GeneratedRows.dense(session, DENSE_ROWS, WIDTH, parts)));
    return recorder.result();
  }

  private Figure[] measure(String name, Dataset<Row> generated) {
    JavaRDD<InternalRow> kept =
        generated
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(InternalRow::copy)
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows = InternalRows.dataset(session, kept.rdd(), generated.schema());
    long count = rows.count();
    double[] profile = new double[ROUNDS];
    double[] fit = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      long start = System.nanoTime();
      if (Profile.of(rows, "label").rows() != count) {
        throw new IllegalStateException("a profile of other rows");
      }
      long between = System.nanoTime();
      new LogisticRegression().setMaxIter(1).setTol(0).fit(rows);
      if (round >= 0) {
        profile[round] = (between - start) * 1e-9;
        fit[round] = (System.nanoTime() - between) * 1e-9;
      }
    }
    kept.unpersist();
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> profile[i] / fit[i]);
    return new Figure[] {
      Figure.ratio("seconds of a profile / of a fit of one pass", new RoundSample(ratios))
          .better(Direction.LOWER)
          .must(1)
          .labels(name),
      Figure.of("rows/s of a profile", count / new RoundSample(profile).median(), "1/s", "%.0f")
          .labels(name)
    };
  }
}
