// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Keys;

/**
 * Which rows a night reads.
 *
 * @param newRows template of the path, table or query of the new rows
 * @param newKey the setting that names it
 * @param history the days before; none: the new rows only
 * @param halfLife days after which a row counts half; none: all rows count alike
 * @param key the column whose value decides on a row's side; none: all that the row holds
 * @param labels template of the file of labels, where the format has one of its own
 */
public record WindowSettings(
    String newRows,
    String newKey,
    Optional<History> history,
    Optional<Double> halfLife,
    Optional<String> key,
    Optional<String> labels,
    Holdout holdout) {
  private static final Pattern DAYS = Pattern.compile("([0-9.]+)\\s*(?:d|days?)?");

  /** What is said of a day of the history that is not there. */
  public enum Missing {
    /** A warning. */
    WARN,
    /** The night is refused. */
    REFUSE,
    /** Nothing. */
    IGNORE
  }

  /**
   * The days before the new one.
   *
   * @param days how many; none: all that there are
   * @param min how many of them must be there
   */
  public record History(String path, Optional<Integer> days, int min, Missing missing) {}

  /** Reads and checks. */
  public static WindowSettings of(Keys keys) {
    String newKey =
        java.util.stream.Stream.of("data.new", "data.sql", "data.table")
            .filter(key -> keys.text(key).isPresent())
            .findFirst()
            .orElse("data.new");
    String newRows = keys.requiredPath(newKey);
    return new WindowSettings(
        newRows,
        newKey,
        history(keys, newRows),
        keys.text("data.decay.halfLife").map(WindowSettings::days),
        keys.text("data.key"),
        keys.text("data.format")
            .filter("idx"::equalsIgnoreCase)
            .flatMap(f -> keys.text("data.labels")),
        Holdout.of(keys));
  }

  private static Optional<History> history(Keys keys, String newRows) {
    Optional<String> days = keys.text("data.history.days");
    Optional<String> path = keys.text("data.history.path");
    if (days.isEmpty()) {
      path.ifPresent(
          set -> {
            throw new JobException(
                "data.history.path is set, and data.history.days is not: a number of days, or all");
          });
      return Optional.empty();
    }
    String template = path.orElse(newRows);
    if (!RunId.namesDay(template)) {
      throw new JobException(
          "data.history.path must hold {day}, so that every day has a path of its own, was "
              + template);
    }
    Optional<Integer> count =
        days.get().equalsIgnoreCase("all")
            ? Optional.empty()
            : keys.wholeNumber("data.history.days")
                .map(n -> Keys.checked("data.history.days", n, d -> d >= 1, "at least 1, or all"));
    int min = keys.wholeNumber("data.history.min").orElse(0);
    int most = count.orElse(Integer.MAX_VALUE);
    Keys.checked(
        "data.history.min", min, d -> d >= 0 && d <= most, "between 0 and data.history.days");
    return Optional.of(
        new History(template, count, min, keys.oneOf("data.history.missing", Missing.class)));
  }

  private static double days(String text) {
    Matcher days = DAYS.matcher(text.strip());
    if (days.matches()) {
      try {
        double value = Double.parseDouble(days.group(1));
        if (value > 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        // the rule says what it must be
      }
    }
    throw new JobException(
        "data.decay.halfLife must be days above 0, such as 14 days, was " + text);
  }

  /**
   * Returns what a row counts that is some whole days old: 2^(-age / halfLife).
   *
   * @param age whole days before the day of the run
   */
  public double decay(int age) {
    return halfLife.map(days -> Math.pow(2, -age / days)).orElse(1.0);
  }
}
