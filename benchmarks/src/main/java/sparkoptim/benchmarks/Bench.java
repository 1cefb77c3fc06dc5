package sparkoptim.benchmarks;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Runs a benchmark by name: {@code bin/bench NAME [ARGUMENT ...]}. Prints Markdown. */
public final class Bench {
  private static final String MODELS = "logistic-regression";
  private static final String RULES = "rules";
  private static final String PERCEPTRON = "perceptron";
  private static final String PASSES = "passes";
  private static final String DEALING = "dealing";
  private static final String EXCHANGE = "exchange";
  private static final String ENGINE = "engine";
  private static final String SHARDS = "shards";
  private static final String SPARSE = "sparse";

  private Bench() {}

  /** Exits with 1 where a benchmark misses what it must reach, with 2 on bad usage. */
  public static void main(String[] arguments) {
    String name = arguments.length == 0 ? "" : arguments[0];
    List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    boolean reached =
        switch (name) {
          case MODELS -> models(rest);
          case RULES -> rules();
          case PERCEPTRON -> perceptron(rest);
          case PASSES -> passes();
          case DEALING -> dealing(rest);
          case EXCHANGE -> exchange();
          case ENGINE -> new EngineBench(rest).run();
          case SPARSE -> sparse();
          case SHARDS -> shards(rest);
          default -> {
            String names =
                String.join(
                    ", ",
                    MODELS,
                    RULES,
                    PERCEPTRON,
                    PASSES,
                    SPARSE,
                    DEALING,
                    EXCHANGE,
                    SHARDS,
                    ENGINE);
            System.err.println("bin/bench: name one of " + names);
            System.exit(2);
            yield false;
          }
        };
    System.out.println(
        reached ? "All that must be reached is." : "Something that must be reached is not.");
    if (!reached) {
      System.exit(1);
    }
  }

  private static boolean models(List<String> arguments) {
    try (SparkSession session = SparkSession.builder().appName("spark-optim-bench").getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      System.out.println(Machine.describe(session));
      return new LogisticRegressionBench(session, arguments).run();
    }
  }

  private static boolean dealing(List<String> arguments) {
    try (SparkSession session = SparkSession.builder().appName("spark-optim-bench").getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      System.out.println(Machine.describe(session));
      return DealingBench.run(session, arguments);
    }
  }

  private static boolean shards(List<String> arguments) {
    try (SparkSession session = SparkSession.builder().appName("spark-optim-bench").getOrCreate()) {
      session.sparkContext().setLogLevel("ERROR");
      System.out.println(Machine.describe(session));
      return new ShardsBench(session, arguments).run();
    }
  }

  private static boolean rules() {
    System.out.println(Machine.describe());
    return new RuleBench().run();
  }

  private static boolean passes() {
    System.out.println(Machine.describe());
    return new PassBench().run();
  }

  private static boolean exchange() {
    System.out.println(Machine.describe());
    return ExchangeBench.run();
  }

  private static boolean sparse() {
    System.out.println(Machine.describe());
    return new SparseBench().run();
  }

  private static boolean perceptron(List<String> arguments) {
    System.out.println(Machine.describe());
    return new PerceptronBench(arguments).run();
  }
}
