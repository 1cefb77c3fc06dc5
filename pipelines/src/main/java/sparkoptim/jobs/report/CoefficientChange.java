// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A coefficient of two models. */
public record CoefficientChange(String feature, double before, double now) {

  /** Returns the largest changes, by the names of features; a coefficient that is gone is 0. */
  public static List<CoefficientChange> largest(
      List<Coefficient> before, List<Coefficient> now, int count) {
    Map<String, double[]> both = new LinkedHashMap<>();
    before.forEach(c -> both.computeIfAbsent(name(c), n -> new double[2])[0] = c.value());
    now.forEach(c -> both.computeIfAbsent(name(c), n -> new double[2])[1] = c.value());
    List<CoefficientChange> changes = new ArrayList<>();
    both.forEach((name, pair) -> changes.add(new CoefficientChange(name, pair[0], pair[1])));
    Comparator<CoefficientChange> bySize =
        Comparator.comparingDouble(c -> Math.abs(c.now() - c.before()));
    return changes.stream().sorted(bySize.reversed()).limit(count).toList();
  }

  private static String name(Coefficient coefficient) {
    return coefficient.ofClass() == null
        ? coefficient.feature()
        : coefficient.feature() + " of class " + coefficient.ofClass();
  }
}
