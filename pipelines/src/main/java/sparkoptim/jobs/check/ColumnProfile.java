// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the values of a column are like.
 *
 * @param kind of its values
 * @param nulls rows without a value, or with NaN
 * @param numbers what numbers are like; null for others
 * @param categories rows by text, the most frequent ones; empty for others
 * @param others rows of texts that are not among them
 */
record ColumnProfile(
    Kind kind, long nulls, Numbers numbers, Map<String, Long> categories, long others) {

  /** What is measured of a column. */
  enum Kind {
    NUMBER,
    TEXT,
    /** Nothing but nulls. */
    OTHER
  }

  /**
   * Numbers.
   *
   * @param min of all rows, as {@code max}
   * @param median of the sample, as what follows
   * @param cuts ends of bins, ascending: a value belongs to the first that is not below it
   * @param counts rows of the sample in each bin, one more than cuts
   */
  record Numbers(double min, double max, double median, double[] cuts, long[] counts) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers n
          && Double.compare(min, n.min) == 0
          && Double.compare(max, n.max) == 0
          && Double.compare(median, n.median) == 0
          && Arrays.equals(cuts, n.cuts)
          && Arrays.equals(counts, n.counts);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(cuts) * 31 + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
      return "%s %s %s %s".formatted(min, median, max, Arrays.toString(cuts));
    }
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("kind", kind.name().toLowerCase(java.util.Locale.ROOT));
    values.put("nulls", nulls);
    if (numbers != null) {
      values.put("min", numbers.min());
      values.put("max", numbers.max());
      values.put("median", numbers.median());
      values.put("cuts", Arrays.stream(numbers.cuts()).boxed().toList());
      values.put("counts", Arrays.stream(numbers.counts()).boxed().toList());
    }
    if (kind == Kind.TEXT) {
      values.put("categories", categories);
      values.put("others", others);
    }
    return values;
  }

  static ColumnProfile of(Map<String, Object> values) {
    Kind kind = Kind.valueOf(String.valueOf(values.get("kind")).toUpperCase(java.util.Locale.ROOT));
    Numbers numbers = null;
    if (values.get("cuts") instanceof List<?> cuts
        && values.get("counts") instanceof List<?> counts) {
      numbers =
          new Numbers(
              number(values.get("min")),
              number(values.get("max")),
              number(values.get("median")),
              cuts.stream().mapToDouble(ColumnProfile::number).toArray(),
              counts.stream().mapToLong(ColumnProfile::count).toArray());
    }
    Map<String, Long> categories = new LinkedHashMap<>();
    if (values.get("categories") instanceof Map<?, ?> texts) {
      texts.forEach((text, rows) -> categories.put(String.valueOf(text), count(rows)));
    }
    return new ColumnProfile(
        kind, count(values.get("nulls")), numbers, categories, count(values.get("others")));
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  static long count(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
