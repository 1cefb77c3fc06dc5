// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.List;
import java.util.Set;

/**
 * One measured number.
 *
 * @param labels what it was measured of, such as the data and the number of shards; empty where the
 *     name says all
 * @param name of what was measured; labels and name together are unique in a result
 * @param value in its unit; null where there is none, such as the time to a goal that was missed
 * @param unit such as {@code s}, {@code steps/s}, or one of {@link #RATIO}, {@link #GAP}, {@link
 *     #COUNT} and {@link #SHARE}, which do not depend on the machine's speed
 * @param better null where the figure is only context, such as a peer's time
 * @param must what it has to reach, or to stay below; null where it is only reported
 * @param aim what it should reach; null for nothing
 * @param spread the interquartile range of its rounds over their median; null where it is not known
 * @param pattern of {@link String#format} for tables
 * @param details in words; may be empty
 */
public record Figure(
    List<String> labels,
    String name,
    Double value,
    String unit,
    Direction better,
    Double must,
    Double aim,
    Double spread,
    String pattern,
    String details) {
  /** A ratio to a peer in the same run. */
  public static final String RATIO = "ratio";

  /** A relative distance from an optimum or from an exact result. */
  public static final String GAP = "relative gap";

  /** A number of things, such as bytes or passes. */
  public static final String COUNT = "count";

  /** A part of all, such as accuracy. */
  public static final String SHARE = "share";

  private static final Set<String> PORTABLE = Set.of(RATIO, GAP, COUNT, SHARE);

  /** Numbers that are not finite become null. */
  public Figure {
    labels = labels == null ? List.of() : List.copyOf(labels);
    value = finite(value);
    must = finite(must);
    aim = finite(aim);
    spread = finite(spread);
    details = details == null ? "" : details;
    if ((must != null || aim != null) && better == null) {
      throw new IllegalArgumentException(
          "figure %s: a limit needs a direction, higher or lower".formatted(name));
    }
  }

  private static Double finite(Double number) {
    return number == null || !Double.isFinite(number) ? null : number;
  }

  /** Returns a figure that is only reported. */
  public static Figure of(String name, double value, String unit, String pattern) {
    return new Figure(List.of(), name, value, unit, null, null, null, null, pattern, "");
  }

  /** Returns a ratio to a peer in the same run; more is better. */
  public static Figure ratio(String name, double value) {
    return of(name, value, RATIO, "%.2f").better(Direction.HIGHER);
  }

  /** Returns the median of the rounds' ratios, with their spread; more is better. */
  public static Figure ratio(String name, RoundSample ratios) {
    return ratio(name, ratios.median()).spread(ratios.spread());
  }

  /** Returns the figure with labels. */
  public Figure labels(String... names) {
    return new Figure(
        List.of(names), name, value, unit, better, must, aim, spread, pattern, details);
  }

  /** Returns the figure with a direction. */
  public Figure better(Direction direction) {
    return new Figure(labels, name, value, unit, direction, must, aim, spread, pattern, details);
  }

  /** Returns the figure with what it has to reach; NaN for nothing. */
  public Figure must(double limit) {
    return new Figure(labels, name, value, unit, better, limit, aim, spread, pattern, details);
  }

  /** Returns the figure with what it should reach; NaN for nothing. */
  public Figure aim(double limit) {
    return new Figure(labels, name, value, unit, better, must, limit, spread, pattern, details);
  }

  /** Returns the figure with the relative spread of its rounds. */
  public Figure spread(double relative) {
    return new Figure(labels, name, value, unit, better, must, aim, relative, pattern, details);
  }

  /** Returns the figure with a format for tables. */
  public Figure pattern(String format) {
    return new Figure(labels, name, value, unit, better, must, aim, spread, format, details);
  }

  /** Returns the figure with words. */
  public Figure details(String words) {
    return new Figure(labels, name, value, unit, better, must, aim, spread, pattern, words);
  }

  /** Whether it is as it has to be; a missing value misses every limit. */
  public boolean reached() {
    return must == null || meets(must);
  }

  /** Whether it has an aim and meets it. */
  boolean aimMet() {
    return aim != null && meets(aim);
  }

  private boolean meets(double limit) {
    return value != null && better.meets(value, limit);
  }

  /** Whether the figure means the same on another machine. */
  boolean portable() {
    return PORTABLE.contains(unit);
  }

  /** Labels and name: what to look for in another result. */
  String key() {
    return labels.isEmpty() ? name : String.join(", ", labels) + ": " + name;
  }
}
