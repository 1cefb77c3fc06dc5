// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;

/** What rows cost that are kept for a training: in memory, and where memory does not suffice. */
final class DealingBench {
  private static final int ROWS = 100_000;

  private DealingBench() {}

  /** The argument is a folder with a9a.libsvm; without it that case is left out. */
  static BenchmarkResult run(SparkSession session, List<String> arguments, RunRecord record) {
    Recorder recorder = new Recorder("dealing", record);
    if (!arguments.isEmpty() && Files.exists(Path.of(arguments.get(0), "a9a.libsvm"))) {
      String path = Path.of(arguments.get(0), "a9a.libsvm").toString();
      recorder.add(CachedBytes.measure("a9a", LinearData.libsvm(session, path, 123)));
    }
    recorder.add(
        CachedBytes.measure("dense x 50", GeneratedRows.dense(session, ROWS, 50, 4).cache()));
    recorder.addAll(LargeData.measure());
    return recorder.result();
  }
}
