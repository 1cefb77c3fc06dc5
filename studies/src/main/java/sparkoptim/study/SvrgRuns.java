// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.OptimMethod;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * A base method, SVRG and alpha-SVRG on it for equal epochs, and the base for as many gradients as
 * SVRG takes. A base is an update rule, SGD where it names none, and a step size.
 */
final class SvrgRuns {
  static final String HALF = "alpha-svrg 0.5";
  static final String LONGER = "base, longer";
  private static final double HIDDEN = 0.15;

  private final Map<String, Runs> runs = new LinkedHashMap<>();

  SvrgRuns(Seeds seeds, String base, int epochs) {
    Map<String, OptimMethod> methods = new LinkedHashMap<>();
    methods.put("base", method("plain", base));
    methods.put("svrg", method("alpha-svrg(alpha=1)", base));
    methods.put(HALF, method("alpha-svrg(alpha=linear(0.5, 0))", base));
    methods.put("alpha-svrg 0.75", method("alpha-svrg(alpha=linear(0.75, 0))", base));
    methods.forEach((name, method) -> runs.put(name, seeds.run(name, method, epochs)));
    int longer = (int) Math.round(epochs * seeds.training(0).passesPerEpoch(methods.get("svrg")));
    runs.put(LONGER, seeds.run(LONGER, methods.get("base"), longer));
  }

  void addTo(StudyTable table, String model) {
    runs.forEach(
        (name, all) -> table.add(model + ", " + name, all.epochs(), all.passes(), all.loss()));
  }

  Claim below(String words, String lower, String higher) {
    return Claim.lower(words, lower, runs.get(lower).loss(), higher, runs.get(higher).loss());
  }

  /** Returns the panel without the beginning, which is the same for all. */
  Panel panel(Model model) {
    double from = runs.get(LONGER).passes() * HIDDEN;
    List<Series> lines =
        runs.values().stream()
            .map(all -> all.courseOverPasses().from(from).line(all.name()))
            .toList();
    return new Panel(
        "", "gradients of every row, " + model.name(), "training loss", Panel.Scale.AUTO, lines);
  }

  static OptimMethod method(String estimator, String base) {
    return OptimMethod.parse(Figures.text("%s + %s", estimator, base));
  }
}
