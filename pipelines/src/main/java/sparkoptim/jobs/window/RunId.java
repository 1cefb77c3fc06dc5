// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.DidYouMean;
import sparkoptim.jobs.JobException;

/**
 * The logical date of a run, or another name that sorts as text. It fills placeholders of paths:
 * {@code {run.id}}, {@code {day}}, {@code {day-1}}; never the clock.
 */
public record RunId(String text) implements Comparable<RunId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** An ISO date at the beginning: 2026-11-10, or 2026-11-10T03 and the like. */
  private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?![0-9]).*");

  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?![0-9]).*");

  /** A glob has commas in its braces, and is none. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9._+-]*)}");

  private static final Pattern DAY = Pattern.compile("day(?:-(\\d{1,5}))?");

  /** Creates the id of a run. */
  public RunId {
    checked("run.id", text);
  }

  /**
   * Returns a text that may be an id.
   *
   * @param key the setting that holds it
   * @throws JobException if it is no name that can be part of a path everywhere
   */
  public static String checked(String key, String text) {
    if (!FORM.matcher(text).matches()) {
      throw new JobException(
          "%s must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit, was %s; a date such as 2026-11-10 sorts well"
              .formatted(key, text));
    }
    return text;
  }

  /** Returns the id that a setting gives. */
  public static RunId of(String key, String text) {
    checked(key, text);
    requirePossible(key, text);
    return new RunId(text);
  }

  /**
   * Refuses a text that begins with a date that no calendar has, such as 2026-02-31. Ids that are
   * stored already are not held against it.
   *
   * @param key the setting that holds it
   */
  public static void requirePossible(String key, String text) {
    Matcher date = DATE.matcher(text);
    try {
      if (date.matches()) {
        LocalDate.parse(date.group(1));
      }
    } catch (DateTimeException e) {
      throw new JobException("%s = %s begins with a day that there is not".formatted(key, text), e);
    }
  }

  /** Returns the day that the id begins with, as 2026-11-10 or 20261110. */
  public Optional<LocalDate> day() {
    Matcher date = DATE.matcher(text);
    Matcher compact = COMPACT.matcher(text);
    try {
      if (date.matches()) {
        return Optional.of(LocalDate.parse(date.group(1)));
      } else if (compact.matches()) {
        return Optional.of(
            LocalDate.of(
                Integer.parseInt(compact.group(1)),
                Integer.parseInt(compact.group(2)),
                Integer.parseInt(compact.group(3))));
      }
      return Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty(); // the 31st of February is a text like others
    }
  }

  /** Returns the day. {@code key} is the setting that needs one, for the error. */
  public LocalDate requiredDay(String key) {
    return day()
        .orElseThrow(
            () ->
                new JobException(
                    "%s needs a day, and run.id = %s does not begin with a date such as 2026-11-10"
                        .formatted(key, text)));
  }

  /** Returns the text with all placeholders filled: {@code {day}} is the day of this run. */
  public String fill(String key, String template) {
    return fill(key, template, 0);
  }

  /**
   * Returns the text with all placeholders filled for an earlier day of the window.
   *
   * @param key the setting, for errors
   * @param daysBefore how many days that day lies before this run's
   */
  public String fill(String key, String template, int daysBefore) {
    Matcher found = PLACEHOLDER.matcher(template);
    var filled = new StringBuilder();
    while (found.find()) {
      found.appendReplacement(
          filled, Matcher.quoteReplacement(value(key, found.group(1), daysBefore)));
    }
    return found.appendTail(filled).toString();
  }

  /** Returns whether a text has a placeholder of a day. */
  static boolean namesDay(String template) {
    return PLACEHOLDER.matcher(template).results().anyMatch(p -> p.group(1).startsWith("day"));
  }

  private String value(String key, String name, int daysBefore) {
    if (name.equals("run.id")) {
      return text;
    }
    Matcher day = DAY.matcher(name);
    if (!day.matches()) {
      throw new JobException(
          "%s: there is no placeholder {%s}; %s"
              .formatted(
                  key,
                  name,
                  DidYouMean.hint(name, java.util.List.of("run.id", "day", "day-1", "day-7"))));
    }
    int more = day.group(1) == null ? 0 : Integer.parseInt(day.group(1));
    return requiredDay(key + " = ..." + "{" + name + "}...")
        .minusDays((long) daysBefore + more)
        .toString();
  }

  /** Ids sort as text: dates do. */
  @Override
  public int compareTo(RunId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
