// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import sparkoptim.study.Deadline;
import sparkoptim.study.Digits;
import sparkoptim.study.FinishedRuns;
import sparkoptim.study.Study;
import sparkoptim.study.StudyResult;
import sparkoptim.study.StudySetup;
import sparkoptim.study.StudySize;

/**
 * A study from its first run to its last. Finished runs are files in the folder {@code runs} of a
 * local output, and are not made again. With a budget the study is made with two seeds, then with
 * more and more, until the time is over; what counts is the last that was made whole.
 */
final class StudyCourse {
  /**
   * The study is made anew with about half as many seeds again, as some parts of it are not kept.
   */
  private static final double MORE = 1.5;

  private final Study study;
  private final StudySettings settings;
  private final Digits digits;
  private Optional<Integer> seeds = Optional.empty();

  StudyCourse(Study study, StudySettings settings, Digits digits) {
    this.study = study;
    this.settings = settings;
    this.digits = digits;
  }

  /**
   * Runs the study.
   *
   * @throws JobException if the budget is too small, or the study has a setting not
   */
  StudyResult run(PrintStream out) {
    if (study.size(digits).isEmpty()) {
      refuse("epochs", settings.epochs().isPresent());
      refuse("seeds", settings.seeds().isPresent());
      refuse("budget", settings.budget().isPresent());
      return study.run(new StudySetup(digits, settings.effort(), settings.seed()));
    }
    FinishedRuns finished = finished();
    StudyResult result = sized(study.size(digits).orElseThrow(), finished, out);
    if (finished.found() > 0) {
      out.println(
          Text.of(
              "%d of %d runs were there already: in runs of the output, by this very code.",
              finished.found(), finished.asked()));
    }
    return result;
  }

  private StudyResult sized(StudySize size, FinishedRuns finished, PrintStream out) {
    Deadline deadline = settings.budget().map(Deadline::in).orElse(Deadline.NONE);
    var setup =
        new StudySetup(
            digits,
            settings.effort(),
            settings.seed(),
            settings
                .epochs()
                .map(epochs -> (double) epochs / size.epochs())
                .orElse(settings.effort()),
            settings.seeds().orElse(0),
            finished,
            deadline);
    int all = setup.seeds(size.seeds());
    seeds = Optional.of(all);
    if (settings.budget().isEmpty()) {
      return study.run(setup);
    }
    return within(setup, all, out);
  }

  private StudyResult within(StudySetup setup, int all, PrintStream out) {
    StudyResult result = null;
    int number = StudySetup.FEWEST_SEEDS;
    try {
      while (true) {
        StudyResult made = study.run(setup.withSeeds(number));
        result = made;
        seeds = Optional.of(number);
        if (number == all) {
          return result;
        }
        number = Math.min(all, (int) Math.ceil(MORE * number));
      }
    } catch (Deadline.PassedException e) {
      if (result == null) {
        throw new JobException(
            Text.of(
                "budget: %.0f seconds were not enough for %d seeds; finished runs are kept: run the"
                    + " same command again, or lower rows or epochs",
                settings.budget().orElseThrow(), number),
            e);
      }
      out.println(
          Text.of(
              "The time is over after %d of %d seeds; the same command goes on.",
              seeds.orElseThrow(), all));
      return result;
    }
  }

  private void refuse(String setting, boolean set) {
    if (set) {
      throw new JobException(
          "%s: study %s has no such setting; use effort".formatted(setting, study.name()));
    }
  }

  /** Runs are kept where a file system of this machine is the output's. */
  private FinishedRuns finished() {
    String scheme =
        settings.output().contains(":/") ? URI.create(settings.output()).getScheme() : null;
    if (scheme != null && !scheme.equals("file")) {
      return FinishedRuns.inMemory();
    }
    String place = scheme == null ? settings.output() : URI.create(settings.output()).getPath();
    return FinishedRuns.in(Path.of(place, "runs"));
  }

  /** Returns the number of seeds that were taken; empty where the study decides by itself. */
  Optional<Integer> seeds() {
    return seeds;
  }
}
