// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of some rows.
 *
 * @param values what is known by name, for JSON: figures, intervals, tables, slices
 * @param figures the finite figures by name
 * @param ranking points of the ROC curve, from the highest score down; empty without one
 * @param warnings sentences on rows that were left out and figures that are missing
 */
public record Evaluated(
    Map<String, Object> values,
    Map<String, Double> figures,
    List<RankingPoint> ranking,
    List<String> warnings) {

  /** No evaluation. */
  public static final Evaluated NONE = new Evaluated(Map.of(), Map.of(), List.of(), List.of());

  /** Returns the figures without means over classes. */
  public Map<String, Double> headlines() {
    var headlines = new LinkedHashMap<>(figures);
    headlines.keySet().removeIf(name -> name.matches("(macro|weighted)[A-Z].*"));
    return headlines;
  }

  /** Returns the rows, those that were left out included; null without an evaluation. */
  public Long rows() {
    return (Long) values.get("rows");
  }
}
