// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Collects the figures of a benchmark while it runs, and prints each row once it is there. */
public final class Recorder {
  private final String benchmark;
  private final RunRecord run;
  private final List<String> labelNames;
  private final PrintStream out;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * Creates a recorder and prints where the benchmark runs.
   *
   * @param labelNames names of the figures' labels; none where every figure is a row of its own
   */
  public Recorder(String benchmark, RunRecord run, String... labelNames) {
    this(System.out, benchmark, run, labelNames);
  }

  Recorder(PrintStream out, String benchmark, RunRecord run, String... labelNames) {
    this.benchmark = benchmark;
    this.run = run;
    this.labelNames = List.of(labelNames);
    this.out = out;
    out.println(run.describe());
    out.println();
  }

  /** Adds a row of the table: figures with equal labels, or one without labels. */
  public void add(Figure... row) {
    List<Figure> added = List.of(row);
    if (figures.isEmpty()) {
      MarkdownTable.header(labelNames, added).forEach(out::println);
    }
    figures.addAll(added);
    out.println(MarkdownTable.row(added));
  }

  /** Adds figures without labels. */
  public void addAll(List<Figure> rows) {
    rows.forEach(this::add);
  }

  /** Returns what was added, and prints the line that sums it up. */
  public BenchmarkResult result() {
    BenchmarkResult result = new BenchmarkResult(benchmark, run, labelNames, figures);
    out.println();
    out.println(result.summary());
    return result;
  }
}
