// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The few ratios that the first page shows: gains, and what is not gained. */
final class Headlines {
  /** Of several figures the least counts. */
  private record Headline(String text, String benchmark, List<String> keys) {
    Headline(String text, String benchmark, String key) {
      this(text, benchmark, List.of(key));
    }

    /** Of whole fits at two penalties, regParam 1e-2 and 1e-4. */
    static Headline ofFits(String text, String data) {
      return new Headline(
          text, "linear", List.of(data + ", 0.01: MLlib / ours", data + ", 1.0E-4: MLlib / ours"));
    }
  }

  private static final List<Headline> ALL =
      List.of(
          Headline.ofFits(
              "fit of a9a, 32,561 rows x 123, sparse: MLlib / ours", "a9a, 32,561 x 123, raw"),
          Headline.ofFits(
              "the same with a penalty on standardized coefficients: MLlib / ours",
              "a9a, 32,561 x 123, standardized"),
          Headline.ofFits(
              "fit of breast cancer as it comes, 569 rows x 30: MLlib / ours",
              "breast cancer, 569 x 30, raw"),
          Headline.ofFits(
              "fit of digits, 1,797 rows x 64, 10 classes: MLlib / ours",
              "digits, 1,797 x 64, standardized"),
          Headline.ofFits(
              "fit of correlated dense rows, 20,000 x 500, condition 7e5: MLlib / ours",
              "random walks, condition 7e5, 20,000 x 500, standardized"),
          Headline.ofFits(
              "fit of independent dense rows, 100,000 x 50: MLlib / ours",
              "uniform, 100,000 x 50, standardized"),
          Headline.ofFits(
              "fit of independent dense rows, 1,000,000 x 100: MLlib / ours",
              "uniform, 1,000,000 x 100, standardized"),
          Headline.ofFits(
              "fit of sparse rows, 1,000,000 x 1,000,000, 40 a row: MLlib / ours",
              "sparse, 40 a row, 1,000,000 x 1,000,000, standardized"),
          new Headline(
              "fit of 100 rows, what every fit costs: MLlib / ours",
              "linear",
              "100 rows: what every fit costs, 100 x 10, standardized, 0.01: MLlib / ours"),
          new Headline(
              "time of a whole fit of rows of twice the memory: MLlib / ours",
              "engine",
              "whole fit on twice the memory: MLlib / ours"),
          new Headline(
              "steps/s on LeNet-5, batch 128: ours / BigDL's DistriOptimizer",
              "bigdl",
              "LeNet-5, batch 128: ours / BigDL's DistriOptimizer"),
          new Headline(
              "time of an epoch of SVRG-BB, 8,000,000 rows x 256: 16 cores / one GPU",
              "gpu-check",
              "SVRG-BB epoch, mini-batches of 8,192: device / 16 cores"));

  private Headlines() {}

  /**
   * Returns the lines of the table, of the newest published results.
   *
   * @throws IllegalArgumentException if a result or its figure is missing
   */
  static List<String> table(ResultFolders folders) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("| what | ratio | measured on |");
    lines.add("|---|---|---|");
    for (Headline each : ALL) {
      BenchmarkResult result =
          folders.newest(each.benchmark()).orElseThrow(() -> missing(each, "its result"));
      List<Figure> figures = new ArrayList<>();
      for (String key : each.keys()) {
        figures.add(result.figure(key).orElseThrow(() -> missing(each, key)));
      }
      Figure least = Collections.min(figures, Comparator.comparingDouble(Figure::value));
      lines.add(
          "| %s | %s | %s |"
              .formatted(each.text(), MarkdownTable.value(least), result.run().machine()));
    }
    return lines;
  }

  private static IllegalArgumentException missing(Headline headline, String what) {
    return new IllegalArgumentException(
        "headline \"%s\": %s of benchmark %s is not there"
            .formatted(headline.text(), what, headline.benchmark()));
  }
}
