// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All figures of one benchmark.
 *
 * @param benchmark its name for {@code bin/bench}
 * @param labelNames names of the figures' labels; empty where every figure is a row of its own
 * @param figures in the order of the table; those with equal labels are neighbours
 */
public record BenchmarkResult(
    String benchmark, RunRecord run, List<String> labelNames, List<Figure> figures) {
  /** Checks that labels and names tell figures apart. */
  public BenchmarkResult {
    labelNames = List.copyOf(labelNames);
    figures = List.copyOf(figures);
    var seen = new TreeMap<String, Figure>();
    for (Figure figure : figures) {
      if (figure.labels().size() != labelNames.size()) {
        throw new IllegalArgumentException(
            "result %s: figure %s has the labels %s for %s"
                .formatted(benchmark, figure.name(), figure.labels(), labelNames));
      }
      if (seen.put(figure.key(), figure) != null) {
        throw new IllegalArgumentException(
            "result %s: figure %s is there twice".formatted(benchmark, figure.key()));
      }
    }
  }

  /** Whether no must is missed. */
  public boolean reached() {
    return figures.stream().allMatch(Figure::reached);
  }

  /**
   * Returns the rows of the table: figures with equal labels, or one figure each without labels.
   */
  List<List<Figure>> rows() {
    List<List<Figure>> rows = new ArrayList<>();
    for (Figure figure : figures) {
      List<Figure> last = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
      if (last.isEmpty() || labelNames.isEmpty() || !last.get(0).labels().equals(figure.labels())) {
        last = new ArrayList<>();
        rows.add(last);
      }
      last.add(figure);
    }
    return rows;
  }

  /** Returns the figure with these labels and this name. */
  Optional<Figure> figure(String key) {
    return figures.stream().filter(figure -> figure.key().equals(key)).findFirst();
  }

  /** Returns a line that sums up what has a limit. */
  public String summary() {
    List<String> missed =
        figures.stream().filter(figure -> !figure.reached()).map(Figure::key).toList();
    long aimed = figures.stream().filter(figure -> figure.aim() != null).count();
    return "%d measures; musts missed: %s; %d of %d aims met"
        .formatted(
            rows().size(),
            missed.isEmpty() ? "none" : String.join("; ", missed),
            figures.stream().filter(Figure::aimMet).count(),
            aimed);
  }
}
