// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The few ratios that the first page shows: gains, and what is not gained. */
final class Headlines {
  private record Headline(String text, String benchmark, String key) {}

  private static final List<Headline> ALL =
      List.of(
          new Headline(
              "time of a whole fit of a9a, 32,561 rows x 123, sparse: MLlib / ours",
              "logistic-regression",
              "a9a, raw penalty, 32,561 x 123: MLlib / ours"),
          new Headline(
              "the same with a penalty on standardized coefficients: MLlib / ours",
              "logistic-regression",
              "a9a, standardized penalty, 32,561 x 123: MLlib / ours"),
          new Headline(
              "time of a whole fit of digits, 1,797 rows x 64, 10 classes: MLlib / ours",
              "logistic-regression",
              "digits, 10 classes, 1,797 x 64: MLlib / ours"),
          new Headline(
              "time of a whole fit of dense rows, 100,000 x 50: MLlib / ours",
              "logistic-regression",
              "generated, dense, 100,000 x 50: MLlib / ours"),
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
      Figure figure = result.figure(each.key()).orElseThrow(() -> missing(each, each.key()));
      lines.add(
          "| %s | %s | %s |"
              .formatted(each.text(), MarkdownTable.value(figure), result.run().machine()));
    }
    return lines;
  }

  private static IllegalArgumentException missing(Headline headline, String what) {
    return new IllegalArgumentException(
        "headline \"%s\": %s of benchmark %s is not there"
            .formatted(headline.text(), what, headline.benchmark()));
  }
}
