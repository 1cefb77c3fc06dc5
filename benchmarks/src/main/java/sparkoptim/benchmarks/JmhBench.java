// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Statistics;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;

/** JMH's runner with its options; a result {@code jmh-CLASS} of every class that ran. */
public final class JmhBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private JmhBench() {}

  /** Runs what JMH's options say. */
  public static void main(String[] arguments)
      throws IOException, CommandLineOptionException, RunnerException {
    CommandLineOptions options = new CommandLineOptions(arguments);
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      Main.main(arguments);
      return;
    }
    RunRecord record = RunRecord.here();
    Map<String, List<RunResult>> classes = new TreeMap<>();
    for (RunResult result : new Runner(options).run()) {
      classes.computeIfAbsent(className(result.getParams()), c -> new ArrayList<>()).add(result);
    }
    for (Map.Entry<String, List<RunResult>> each : classes.entrySet()) {
      finish("jmh-" + each.getKey(), record, each.getValue());
    }
  }

  private static void finish(String name, RunRecord record, List<RunResult> results)
      throws IOException {
    List<String> labelNames = new ArrayList<>(List.of("method"));
    labelNames.addAll(results.get(0).getParams().getParamsKeys());
    System.out.println();
    Recorder recorder = new Recorder(name, record, labelNames.toArray(String[]::new));
    results.forEach(result -> recorder.add(figures(result)));
    Bench.finish(name, recorder.result());
  }

  private static Figure[] figures(RunResult result) {
    BenchmarkParams params = result.getParams();
    List<String> labels = new ArrayList<>(List.of(method(params)));
    params.getParamsKeys().forEach(key -> labels.add(params.getParam(key)));
    String[] all = labels.toArray(String[]::new);
    List<Figure> figures = new ArrayList<>();
    figures.add(score(params, result.getPrimaryResult()).labels(all));
    for (Result<?> other : result.getSecondaryResults().values()) {
      if (other.getLabel().endsWith(ALLOCATED)) {
        figures.add(
            Figure.of("bytes allocated", other.getScore(), Figure.COUNT, "%.0f")
                .better(Direction.LOWER)
                .labels(all));
      }
    }
    return figures.toArray(Figure[]::new);
  }

  private static Figure score(BenchmarkParams params, Result<?> result) {
    Statistics rounds = result.getStatistics();
    double range = rounds.getPercentile(75) - rounds.getPercentile(25);
    boolean rate = params.getMode() == Mode.Throughput;
    return Figure.of("score", result.getScore(), result.getScoreUnit(), "%.3f")
        .better(rate ? Direction.HIGHER : Direction.LOWER)
        .spread(range / rounds.getPercentile(50))
        .details(String.format(Locale.ROOT, "± %.3f", result.getScoreError()));
  }

  private static String className(BenchmarkParams params) {
    String owner = params.getBenchmark().substring(0, params.getBenchmark().lastIndexOf('.'));
    return owner.substring(owner.lastIndexOf('.') + 1);
  }

  private static String method(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }
}
