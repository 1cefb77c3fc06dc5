package sparkoptim.benchmarks;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Runs a benchmark by name: {@code bin/bench NAME [ARGUMENT ...]}. Prints Markdown. */
public final class Bench {
  private static final List<String> NAMES = List.of("logistic-regression");

  private Bench() {}

  /** Exits with 1 where a benchmark misses a ratio that it must reach, with 2 on bad usage. */
  public static void main(String[] arguments) {
    if (arguments.length == 0 || !NAMES.contains(arguments[0])) {
      System.err.println("bin/bench: name one of " + String.join(", ", NAMES));
      System.exit(2);
    }
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    try (SparkSession session = SparkSession.builder().appName("spark-optim-bench").getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      System.out.println(Machine.describe(session));
      boolean reached = new LogisticRegressionBench(session, rest).run();
      System.out.println(reached ? "All ratios reached." : "A ratio was missed.");
      if (!reached) {
        System.exit(1);
      }
    }
  }
}
