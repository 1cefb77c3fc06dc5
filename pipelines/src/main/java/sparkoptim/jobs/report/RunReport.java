// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparkoptim.jobs.Curve;
import sparkoptim.jobs.evaluate.Evaluated;

/**
 * A training run, as reports tell of it: without secrets.
 *
 * @param stage the class that was trained, without its package
 * @param started when the job began
 * @param record the content of {@code metrics.json}
 * @param coefficients the largest ones; empty for models without
 */
public record RunReport(
    String stage,
    Instant started,
    Map<String, Object> record,
    Optional<Curve> curve,
    Evaluated train,
    Optional<Evaluated> test,
    List<Coefficient> coefficients) {

  /** Returns the figures by {@code train/NAME} and {@code test/NAME}. */
  public Map<String, Double> figures() {
    var figures = new LinkedHashMap<String, Double>();
    train.figures().forEach((name, value) -> figures.put("train/" + name, value));
    test.ifPresent(
        rows -> rows.figures().forEach((name, value) -> figures.put("test/" + name, value)));
    return figures;
  }

  /** Returns the settings that are set, by their full keys. */
  public Map<String, Object> settings() {
    var settings = new TreeMap<String, Object>();
    flatten("", record.getOrDefault("settings", Map.of()), settings);
    return settings;
  }

  private static void flatten(String key, Object value, Map<String, Object> into) {
    if (value instanceof Map<?, ?> group) {
      group.forEach(
          (name, inner) -> flatten(key.isEmpty() ? "" + name : key + "." + name, inner, into));
    } else if (value != null) {
      into.put(key, value);
    }
  }

  /** Returns a group of the record; an empty one where there is none. */
  @SuppressWarnings("unchecked") // the record is made of maps with texts as keys
  static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  /** Returns a list of the record; an empty one where there is none. */
  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
