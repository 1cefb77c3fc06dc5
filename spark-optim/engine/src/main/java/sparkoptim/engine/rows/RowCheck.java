// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import sparkoptim.core.PlainText;

/** Counts the rows that break a rule, with one example each, and the lengths of the vectors. */
public final class RowCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String NO_LABEL = "Labels MUST NOT be Null or NaN";
  private static final String NO_WEIGHT = "Weights MUST NOT be Null or NaN";

  /** The rules, in the order in which a row is held against them. */
  public enum Rule {
    /** A label is null. */
    LABEL_NULL,
    /** A label is infinite or NaN. */
    LABEL_FINITE,
    /** A label is no class. */
    LABEL_CLASS,
    /** A weight is null. */
    WEIGHT_NULL,
    /** A weight is below 0, infinite or NaN. */
    WEIGHT_RANGE,
    /** A vector is null. */
    FEATURES_NULL,
    /** A vector has an infinity or a NaN. */
    FEATURES_FINITE
  }

  private static final long RANGE_BYTES = 24;

  private final TreeMap<Rule, Long> broken = new TreeMap<>();
  private final TreeMap<Rule, String> example = new TreeMap<>();
  private long rows;
  private long weightless;
  private int width = -1;
  private int narrowest = Integer.MAX_VALUE;
  private long widest;
  private int largestLabel = -1;

  /** That of a process which was too small to measure columns. */
  private long memory = Long.MAX_VALUE;

  /** Counts a row, whether it breaks a rule or not. */
  public void row() {
    rows++;
  }

  void weightless() {
    weightless++;
  }

  /** Counts a row that breaks a rule, with what it has. */
  public void broke(Rule rule, String value) {
    broken.merge(rule, 1L, Long::sum);
    example.putIfAbsent(rule, value);
  }

  void label(double label) {
    largestLabel = Math.max(largestLabel, (int) label);
  }

  void width(int seen) {
    width(seen, seen, 1);
  }

  private void width(int seen, int least, long count) {
    if (count > 0 && seen > width) {
      widest = 0;
      width = seen;
    }
    widest += seen == width ? count : 0;
    narrowest = Math.min(narrowest, least);
  }

  /** Returns whether a task has memory for the ranges of this number of columns. */
  boolean canMeasure(int columns) {
    long most = Runtime.getRuntime().maxMemory();
    if (RANGE_BYTES * columns > most / 3) {
      memory = Math.min(memory, most);
      return false;
    }
    return true;
  }

  /** Takes in what other rows counted. */
  public void merge(RowCheck other) {
    memory = Math.min(memory, other.memory);
    rows += other.rows;
    weightless += other.weightless;
    width(other.width, other.narrowest, other.widest);
    largestLabel = Math.max(largestLabel, other.largestLabel);
    other.broken.forEach((rule, count) -> broken.merge(rule, count, Long::sum));
    other.example.forEach(example::putIfAbsent);
  }

  /** Returns the length of the longest vector; -1 of none. */
  int width() {
    return width;
  }

  /** Returns the largest label, where labels are classes; -1 of none. */
  int largestLabel() {
    return largestLabel;
  }

  /**
   * Refuses bad rows.
   *
   * @throws IllegalArgumentException that names every broken rule, its column, an example and the
   *     number of rows
   */
  void require(RowRules rules) {
    List<String> errors = errors(rules);
    if (width >= 0 && narrowest < width) {
      errors.add(
          PlainText.of(
              "column %s: all vectors must have one length, was %d to %d; %d rows are not of length %d",
              rules.featuresColumn(), narrowest, width, measured() - widest, width));
    }
    refuse(errors);
    if (memory < Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: vectors of %d features need %d MB in every task, in processes of %d MB; is an index wrong? Else set --driver-memory and --executor-memory",
              rules.featuresColumn(), width, (RANGE_BYTES * width) >> 20, memory >> 20));
    }
    if (rows == 0) {
      throw new IllegalArgumentException("the training data has no rows");
    }
    if (rows == weightless) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: at least one weight must be > 0, all %d rows have 0",
              rules.weightColumn(), rows));
    }
    if (width == 0) {
      throw new IllegalArgumentException(
          "column %s: vectors must have at least one feature, was 0"
              .formatted(rules.featuresColumn()));
    }
  }

  /**
   * Refuses rows that break rules, and asks no more of them: there may be none.
   *
   * @throws IllegalArgumentException that names every broken rule, its column, an example and the
   *     number of rows
   */
  public void requireUnbroken(RowRules rules) {
    refuse(errors(rules));
  }

  private List<String> errors(RowRules rules) {
    List<String> errors = new ArrayList<>();
    broken.forEach(
        (rule, count) ->
            errors.add(
                PlainText.of(
                    "%s; %d of %d rows break this, one has %s (MLlib: %s)",
                    text(rule, rules),
                    count,
                    rows,
                    example.get(rule),
                    wordsOfMLlib(rule, rules, example.get(rule)))));
    return errors;
  }

  private static void refuse(List<String> errors) {
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
  }

  /** Returns the rows whose vector was measured: those with a vector. */
  private long measured() {
    return rows - broken.getOrDefault(Rule.FEATURES_NULL, 0L);
  }

  /** What MLlib says of the same fault: programs and people look for it. */
  private static String wordsOfMLlib(Rule rule, RowRules rules, String value) {
    boolean classes = rules.classes() > 0;
    return switch (rule) {
      case LABEL_NULL -> NO_LABEL;
      case LABEL_FINITE ->
          value.equals("NaN") ? NO_LABEL : classes ? classes(rules) : "Labels MUST NOT be Infinity";
      case LABEL_CLASS ->
          rules.classes() == 2 || Double.parseDouble(value) % 1 == 0
              ? classes(rules)
              : "Labels MUST be Integers";
      case WEIGHT_NULL -> NO_WEIGHT;
      case WEIGHT_RANGE ->
          value.equals("NaN") ? NO_WEIGHT : "Weights MUST NOT be Negative or Infinity";
      case FEATURES_NULL -> "Vectors MUST NOT be Null";
      case FEATURES_FINITE -> "Vector values MUST NOT be NaN or Infinity";
    };
  }

  private static String classes(RowRules rules) {
    int classes = rules.classes();
    String range = classes == 2 ? "{0, 1}" : PlainText.of("[0, %d)", classes);
    String told =
        PlainText.of("; %d, of the metadata, was less than the number of unique labels", classes);
    return "Labels MUST be in " + range + (rules.told() ? told : "");
  }

  private static String text(Rule rule, RowRules rules) {
    return switch (rule) {
      case LABEL_NULL -> "column %s: labels must not be null".formatted(rules.labelColumn());
      case LABEL_FINITE -> "column %s: labels must be finite".formatted(rules.labelColumn());
      case LABEL_CLASS ->
          PlainText.of(
              "column %s: labels must be whole numbers from 0 to %d",
              rules.labelColumn(), rules.classes() - 1);
      case WEIGHT_NULL -> "column %s: weights must not be null".formatted(rules.weightColumn());
      case WEIGHT_RANGE ->
          "column %s: weights must be finite and >= 0".formatted(rules.weightColumn());
      case FEATURES_NULL -> "column %s: vectors must not be null".formatted(rules.featuresColumn());
      case FEATURES_FINITE ->
          "column %s: features must be finite".formatted(rules.featuresColumn());
    };
  }
}
