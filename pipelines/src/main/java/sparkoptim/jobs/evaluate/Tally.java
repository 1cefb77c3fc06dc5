// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What is known of some rows; merges with that of others in any order. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Reading reading;
  private final HashMap<Reason, Long> leftOut = new HashMap<>();
  private final ExactSum weight = new ExactSum();
  private final ExactSum[] sums;
  private final HashMap<Long, ExactSum> kinds = new HashMap<>();
  private final Cells cells;
  private final Integer unit;
  private final Cells units;
  private final transient Point point = new Point();
  private final transient double[] statistics;
  private long rows;

  /**
   * Counts rows each by itself.
   *
   * @param mostCells beyond which numbers lose their last bits
   */
  Tally(Reading reading, int mostCells) {
    this(reading, mostCells, null);
  }

  /**
   * Counts rows.
   *
   * @param unit the place of a whole number that rows of one key have in common; null for none
   */
  Tally(Reading reading, int mostCells, Integer unit) {
    this.reading = reading;
    this.cells = new Cells(mostCells);
    this.unit = unit;
    this.units = unit == null ? cells : new Cells(2 * mostCells);
    this.statistics = new double[reading.statistics()];
    this.sums = new ExactSum[reading.statistics()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new ExactSum();
    }
  }

  void add(Row row) {
    rows++;
    Reason reason = reading.read(row, point);
    if (reason != null) {
      leftOut.merge(reason, 1L, Long::sum);
      return;
    }
    reading.statistics(point, statistics);
    for (int i = 0; i < sums.length; i++) {
      sums[i].addProduct(point.weight, statistics[i]);
    }
    weight.add(point.weight);
    kinds.computeIfAbsent(point.kind, kind -> new ExactSum()).add(point.weight);
    point.unit = 0;
    cells.add(point);
    if (unit != null) {
      point.unit = row.getLong(unit) | Long.MIN_VALUE; // not 0
      units.add(point);
    }
  }

  void merge(Tally other) {
    rows += other.rows;
    other.leftOut.forEach((reason, count) -> leftOut.merge(reason, count, Long::sum));
    weight.merge(other.weight);
    for (int i = 0; i < sums.length; i++) {
      sums[i].merge(other.sums[i]);
    }
    other.kinds.forEach((kind, sum) -> kinds.computeIfAbsent(kind, k -> new ExactSum()).merge(sum));
    cells.merge(other.cells);
    if (unit != null) {
      units.merge(other.units);
    }
  }

  long rows() {
    return rows;
  }

  /** Returns the rows that the figures are of. */
  long evaluated() {
    return rows - leftOut.values().stream().mapToLong(Long::longValue).sum();
  }

  long leftOut(Reason reason) {
    return leftOut.getOrDefault(reason, 0L);
  }

  /** Returns the sum of the weights. */
  ExactSum weight() {
    return weight;
  }

  /** Returns the sum of weight times a number. */
  ExactSum sum(int statistic) {
    return sums[statistic];
  }

  /** Returns the sums of weights by kind. */
  Map<Long, Double> kinds() {
    var values = new TreeMap<Long, Double>();
    kinds.forEach((kind, sum) -> values.put(kind, sum.value()));
    return values;
  }

  Cells cells() {
    return cells;
  }

  /** Returns the cells that are resampled: apart by key, if there is one. */
  Cells units() {
    return units;
  }

  /** Returns whether rows of one key are one unit. */
  boolean hasUnits() {
    return unit != null;
  }
}
