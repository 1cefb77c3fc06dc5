// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.DataException;

/**
 * The days that a night reads: the new one, and those of its history that are there.
 *
 * @param newDay the new rows; none: there are no files for them
 * @param history the days before, the newest first
 * @param missing days of the history that are not there, the newest first
 */
public record Window(
    RunId id, Optional<WindowDay> newDay, List<WindowDay> history, List<String> missing) {
  private static final int MOST_NAMED = 7;

  /** In a template of all days, what {@code {day}} stands for. */
  private static final String ANY_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern DAY_OF_TEMPLATE = Pattern.compile("\\{day(?:-(\\d{1,5}))?}");

  /**
   * Looks for the days of a night; reads no rows.
   *
   * @param readsFiles whether places are paths at which files must be
   * @throws DataException if the history lacks days that it must have
   */
  public static Window of(
      WindowSettings settings, RunId id, boolean readsFiles, Configuration hadoop) {
    Search search = new Search(id, readsFiles, hadoop);
    Optional<WindowDay> newDay = search.day(settings.newKey(), settings.newRows(), 0);
    if (settings.history().isEmpty()) {
      return new Window(id, newDay, List.of(), List.of());
    }
    WindowSettings.History wanted = settings.history().get();
    id.requiredDay("data.history");
    List<WindowDay> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int age : search.ages(wanted)) {
      Optional<WindowDay> day = search.day("data.history.path", wanted.path(), age);
      day.ifPresent(found::add);
      if (day.isEmpty() && wanted.days().isPresent()) {
        missing.add(search.name(age));
      }
    }
    Window window = new Window(id, newDay, found, missing);
    window.require(wanted);
    return window;
  }

  private void require(WindowSettings.History wanted) {
    if (wanted.missing() == WindowSettings.Missing.REFUSE && !missing.isEmpty()) {
      throw new DataException(
          "data.history: there are no rows of %s (data.history.missing = warn goes on without them)"
              .formatted(missingDays()));
    }
    if (history.size() < wanted.min()) {
      throw new DataException(
          PlainText.of(
              "data.history: %d days are there, and data.history.min = %d; missing: %s",
              history.size(), wanted.min(), missingDays()));
    }
  }

  /** Returns a sentence on days that are missing; nothing where none is, or it does not matter. */
  public Optional<String> warning(WindowSettings settings) {
    boolean warns =
        settings.history().map(WindowSettings.History::missing).orElse(null)
            == WindowSettings.Missing.WARN;
    return warns && !missing.isEmpty()
        ? Optional.of("data.history: there are no rows of " + missingDays())
        : Optional.empty();
  }

  /**
   * Returns the window without some days of its history.
   *
   * @throws DataException if too few are left
   */
  public Window where(WindowSettings settings, Predicate<String> counts) {
    List<WindowDay> left = history.stream().filter(day -> counts.test(day.name())).toList();
    int min = settings.history().map(WindowSettings.History::min).orElse(0);
    if (left.size() < history.size() && left.size() < min) {
      throw new DataException(
          PlainText.of(
              "data.history: %d days are there and were not refused, and data.history.min = %d",
              left.size(), min));
    }
    return new Window(id, newDay, left, missing);
  }

  /** Returns the window of tables that are read with options, which may ask for an old version. */
  public Window with(Map<String, String> options, Configuration hadoop) {
    UnaryOperator<WindowDay> read =
        day ->
            new WindowDay(
                day.name(),
                day.age(),
                day.key(),
                day.place(),
                day.files(),
                InputFile.deltaVersion(day.place(), options, hadoop));
    return new Window(id, newDay.map(read), history.stream().map(read).toList(), missing);
  }

  private String missingDays() {
    List<String> named = missing.subList(0, Math.min(MOST_NAMED, missing.size()));
    int more = missing.size() - named.size();
    return String.join(", ", named) + (more > 0 ? PlainText.of(" and %,d more days", more) : "");
  }

  /** Returns all days that are there, the new one first. */
  public List<WindowDay> days() {
    List<WindowDay> days = new ArrayList<>();
    newDay.ifPresent(days::add);
    days.addAll(history);
    return days;
  }

  private record Search(RunId id, boolean readsFiles, Configuration hadoop) {

    String name(int age) {
      return id.day().map(day -> day.minusDays(age).toString()).orElse(id.text());
    }

    Optional<WindowDay> day(String key, String template, int age) {
      String place = id.fill(key, template, age);
      List<InputFile> files = readsFiles ? InputFile.at(key, place, hadoop) : List.of();
      boolean isThere = !readsFiles || files.stream().anyMatch(file -> file.length() > 0);
      return isThere
          ? Optional.of(new WindowDay(name(age), age, key, place, files, Optional.empty()))
          : Optional.empty();
    }

    /** Returns how many days each day of the history lies before the new one, ascending. */
    Iterable<Integer> ages(WindowSettings.History wanted) {
      if (wanted.days().isPresent()) {
        return java.util.stream.IntStream.rangeClosed(1, wanted.days().get()).boxed().toList();
      }
      if (!readsFiles) {
        throw new DataException(
            "data.history.days = all is for paths of files; say how many days to read");
      }
      return all(wanted.path());
    }

    private Set<Integer> all(String template) {
      LocalDate newest = id.requiredDay("data.history.days = all");
      Matcher day = DAY_OF_TEMPLATE.matcher(template);
      if (!day.find()) {
        throw new DataException("data.history.path must hold {day} for data.history.days = all");
      }
      int shift = day.group(1) == null ? 0 : Integer.parseInt(day.group(1));
      String before = id.fill("data.history.path", template.substring(0, day.start()));
      String after = DAY_OF_TEMPLATE.matcher(template.substring(day.end())).replaceAll(ANY_DAY);
      String pattern = before + ANY_DAY + id.fill("data.history.path", after);
      Set<Integer> ages = new TreeSet<>();
      for (InputFile file : InputFile.at("data.history.path", pattern, hadoop)) {
        Matcher date = DATE.matcher(file.path());
        while (date.find()) { // one of another folder is no day that is there
          addAge(date.group(), shift, newest, ages);
        }
      }
      return ages;
    }

    private static void addAge(String text, int shift, LocalDate newest, Set<Integer> ages) {
      try {
        long age = ChronoUnit.DAYS.between(LocalDate.parse(text).plusDays(shift), newest);
        if (age >= 1) {
          ages.add(Math.toIntExact(age));
        }
      } catch (DateTimeException e) {
        // 2026-02-31 is no day
      }
    }
  }
}
