// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.ResultFiles;
import sparkoptim.benchmarks.result.RunRecord;

/**
 * Runs a benchmark by name: {@code bin/bench NAME [ARGUMENT ...]}. Prints Markdown, and writes the
 * same figures as JSON.
 */
public final class Bench {
  private Bench() {}

  /** Exits with 1 where a benchmark misses what it must reach, with 2 on bad usage. */
  public static void main(String[] arguments) throws IOException {
    String name = arguments.length == 0 ? "" : arguments[0];
    List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    boolean reached =
        switch (name) {
          case "rules" -> finish(name, new RuleBench().run(RunRecord.here()));
          case "perceptron" -> finish(name, new PerceptronBench(rest).run(RunRecord.here()));
          case "passes" -> finish(name, new PassBench().run(RunRecord.here()));
          case "sparse" -> finish(name, new SparseBench().run(RunRecord.here()));
          case "exchange" -> exchange(rest);
          case "dealing" ->
              finish(name, inSpark(session -> DealingBench.run(session, rest, record(session))));
          case "shards" ->
              finish(name, inSpark(session -> new ShardsBench(session, rest).run(record(session))));
          case LinearBench.NAME ->
              finish(name, inSpark(session -> new LinearBench(session, rest).run(record(session))));
          case StagesBench.NAME ->
              finish(name, inSpark(session -> new StagesBench(session, rest).run(record(session))));
          case GapBench.NAME ->
              finish(name, inSpark(session -> new GapBench(session, rest).run(record(session))));
          case "jobs" ->
              finish(name, inSpark(session -> new JobsBench(session).run(record(session))));
          case "checks" ->
              finish(name, inSpark(session -> new ChecksBench(session).run(record(session))));
          case "nights" ->
              finish(name, inSpark(session -> new NightsBench(session, rest).run(record(session))));
          case "engine" -> {
            EngineBench bench = new EngineBench(rest);
            yield finish(bench.fileName(), bench.run(RunRecord.here()));
          }
          default -> {
            System.err.println("There is no benchmark \"" + name + "\": see bin/bench --help");
            System.exit(2);
            yield false;
          }
        };
    if (!reached) {
      System.exit(1);
    }
  }

  /** Writes a result and says where, and whether all is reached that must be, which it returns. */
  static boolean finish(String fileName, BenchmarkResult result) throws IOException {
    Path file = ResultFiles.write(ResultFiles.folder(), fileName, result);
    System.out.println("Written: " + file);
    System.out.println(
        result.reached()
            ? "All that must be reached is."
            : "Something that must be reached is not.");
    return result.reached();
  }

  /** Parts: two processes, nodes in one process; both where none is named. */
  private static boolean exchange(List<String> parts) throws IOException {
    boolean reached = true;
    if (parts.isEmpty() || parts.contains("pair")) {
      reached = finish("exchange", ExchangeBench.run(RunRecord.here()));
    }
    if (parts.isEmpty() || parts.contains("nodes")) {
      for (BenchmarkResult result : new ExchangeScaleBench().run(RunRecord.here())) {
        reached &= finish(result.benchmark(), result);
      }
    }
    return reached;
  }

  private static BenchmarkResult inSpark(Function<SparkSession, BenchmarkResult> benchmark)
      throws IOException {
    try (SparkSession session = SparkSession.builder().appName("spark-optim-bench").getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      return benchmark.apply(session);
    }
  }

  private static RunRecord record(SparkSession session) {
    return RunRecord.here().withSpark(session.version(), session.sparkContext().master());
  }
}
