// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All figures of some rows.
 *
 * @param estimates by name
 * @param tables by name: of classes, of calibration
 * @param notes sentences on figures that are missing
 */
record FigureSet(
    Map<String, Estimate> estimates,
    Map<String, Object> tables,
    List<RankingPoint> ranking,
    List<String> notes) {

  /**
   * Returns the same figures with intervals of others, which were made of cut numbers.
   *
   * @param exact whether they were not cut
   */
  FigureSet withIntervalsOf(FigureSet others, boolean exact) {
    var with = new LinkedHashMap<String, Estimate>();
    estimates.forEach(
        (name, mine) -> with.put(name, mine.withIntervalOf(others.estimates.get(name))));
    return new FigureSet(with, exact ? others.tables : tables, ranking, notes);
  }

  /** Returns the finite figures by name. */
  Map<String, Double> values() {
    var values = new LinkedHashMap<String, Double>();
    estimates.forEach(
        (name, estimate) -> {
          if (Double.isFinite(estimate.value())) {
            values.put(name, estimate.value());
          }
        });
    return values;
  }

  /** Returns the intervals by name. */
  Map<String, Object> intervals() {
    var intervals = new LinkedHashMap<String, Object>();
    estimates.forEach(
        (name, estimate) -> {
          if (estimate.interval() != null) {
            intervals.put(name, estimate.interval());
          }
        });
    return intervals;
  }
}
