// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Rows apart by the values of one column; none of them once there are too many values. */
final class Slices implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int MOST = 100;
  private static final int CELLS = 1 << 12;

  private final Reading reading;
  private final int column;
  private final Integer unit;
  private final HashMap<String, Tally> tallies = new HashMap<>();
  private boolean tooMany;

  /**
   * @param column the place of its values, as texts
   * @param unit the place of what rows of one key have in common, or null
   */
  Slices(Reading reading, int column, Integer unit) {
    this.reading = reading;
    this.unit = unit;
    this.column = column;
  }

  void add(Row row) {
    Tally tally = of(row.getString(column));
    if (tally != null) {
      tally.add(row);
    }
  }

  void merge(Slices other) {
    if (other.tooMany) {
      giveUp();
    }
    other.tallies.forEach(
        (value, tally) -> {
          Tally mine = of(value);
          if (mine != null) {
            mine.merge(tally);
          }
        });
  }

  boolean tooMany() {
    return tooMany;
  }

  /** Returns the slices in order of their values, that without a value first. */
  Map<String, Tally> byValue() {
    var ordered = new LinkedHashMap<String, Tally>();
    tallies.keySet().stream()
        .sorted(Comparator.nullsFirst(Comparator.naturalOrder()))
        .forEach(value -> ordered.put(value, tallies.get(value)));
    return ordered;
  }

  private Tally of(String value) {
    if (!tooMany && !tallies.containsKey(value)) {
      if (tallies.size() == MOST) {
        giveUp();
      } else {
        tallies.put(value, new Tally(reading, CELLS, unit));
      }
    }
    return tooMany ? null : tallies.get(value);
  }

  private void giveUp() {
    tooMany = true;
    tallies.clear();
  }
}
