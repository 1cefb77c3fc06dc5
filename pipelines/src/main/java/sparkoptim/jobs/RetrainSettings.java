// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.DidYouMean;
import sparkoptim.jobs.check.CheckSettings;
import sparkoptim.jobs.compare.Gate;
import sparkoptim.jobs.compare.GateText;
import sparkoptim.jobs.registry.Retention;
import sparkoptim.jobs.registry.VersionChoice;
import sparkoptim.jobs.window.RunId;
import sparkoptim.jobs.window.Vocabulary;
import sparkoptim.jobs.window.WindowSettings;

/**
 * All that a night reads from its configuration, checked.
 *
 * @param training data, stages and reports; its output is the registry
 * @param again whether a night that was decided is run once more
 * @param verify whether the rows of such a night are held against those that decided it
 * @param start where the fit starts
 * @param warm how it starts from a model
 * @param resolved the whole configuration, with the values of environment variables
 */
record RetrainSettings(
    TrainSettings training,
    RegistrySettings registry,
    Optional<RunId> runId,
    boolean again,
    boolean verify,
    WindowSettings window,
    CheckSettings check,
    Vocabulary vocabulary,
    Start start,
    WarmStart warm,
    ValidateSettings validate,
    PromoteSettings promote,
    Retention retention,
    ExitSettings exit,
    TellSettings tell,
    Config resolved) {

  /** Where a fit starts. */
  enum Start {
    /** From nothing. */
    COLD,
    /** From the model that serves. */
    WARM,
    /** Warm where the fit of the model that serves took longer than a minute. */
    AUTO
  }

  /**
   * How the candidate is compared.
   *
   * @param slices columns, or conditions in SQL
   * @param sliceRows a slice with fewer rows is not judged
   * @param rowsMax of more rows, those with the smallest hash of their key
   * @param weighted whether the stage's weights count
   * @param reset whether another rule of the hold-out is taken though a model serves
   */
  record ValidateSettings(
      List<String> slices,
      int sliceRows,
      int rowsMax,
      double confidence,
      int replicates,
      long seed,
      boolean weighted,
      boolean reset) {

    private static ValidateSettings of(Keys keys) {
      return new ValidateSettings(
          keys.texts("validate.slices"),
          least(keys, "validate.sliceRows", 2),
          least(keys, "validate.rowsMax", 1_000),
          Keys.checked(
              "validate.confidence",
              required(keys.number("validate.confidence"), "validate.confidence"),
              c -> c > 0.5 && c < 1,
              "above 0.5 and below 1"),
          least(keys, "validate.replicates", 100),
          required(keys.longNumber("validate.seed"), "validate.seed"),
          keys.flag("validate.weighted"),
          keys.flag("validate.holdout.reset"));
    }
  }

  /**
   * When the candidate comes to serve.
   *
   * @param when gates that must pass; none: the usual one for such a model
   * @param guards gates that must not fail
   * @param anchor which version nights in a row may not slide away from; none: there is no such
   * @param maxAge days after which it is told that nothing was promoted
   */
  record PromoteSettings(
      Optional<List<Gate>> when,
      List<Gate> guards,
      Optional<String> anchor,
      Optional<List<Gate>> anchorWhen,
      Undecided undecided,
      Order order,
      First first,
      Mode mode,
      Optional<Double> maxAge) {

    /** What a doubt leads to. */
    enum Undecided {
      KEEP,
      PROMOTE
    }

    /** Whether a night of the past may replace the model of a later one. */
    enum Order {
      FORWARD,
      ANY
    }

    /** What the first candidate needs, which there is nothing to compare with. */
    enum First {
      GUARDS,
      MANUAL
    }

    /** Who promotes. */
    enum Mode {
      AUTO,
      MANUAL
    }

    /** The anchor is the last version that a person made serve, or the first of all. */
    static final String LAST_APPROVED = "last-approved";

    private static PromoteSettings of(Keys keys, List<String> slices) {
      Optional<List<Gate>> when = gatesOrAuto(keys, "promote.when", slices);
      if (when.filter(List::isEmpty).isPresent()) {
        throw new JobException(
            "promote.when is empty: one gate at least must pass, such as not-worse(logLoss, 0.005)");
      }
      Optional<List<Gate>> anchorWhen = gatesOrAuto(keys, "promote.anchor.when", slices);
      for (Gate gate : anchorWhen.orElse(List.of())) {
        if (!gate.isOfDifferences()) {
          throw new JobException(
              "promote.anchor.when takes not-worse(...) and better(...), was " + gate);
        }
      }
      return new PromoteSettings(
          when,
          gates(keys, "promote.guards", slices),
          keys.text("promote.anchor.version").filter(name -> !name.equals("none")),
          anchorWhen,
          keys.oneOf("promote.undecided", Undecided.class),
          keys.oneOf("promote.order", Order.class),
          keys.oneOf("promote.first", First.class),
          keys.oneOf("promote.mode", Mode.class),
          keys.text("promote.maxAge").map(text -> days("promote.maxAge", text)));
    }

    /** Returns the gates; nothing for {@code auto}. */
    private static Optional<List<Gate>> gatesOrAuto(Keys keys, String key, List<String> slices) {
      return keys.texts(key).equals(List.of("auto"))
          ? Optional.empty()
          : Optional.of(gates(keys, key, slices));
    }

    private static List<Gate> gates(Keys keys, String key, List<String> slices) {
      return keys.texts(key).stream().map(text -> gate(key, text, slices)).toList();
    }

    private static Gate gate(String key, String text, List<String> slices) {
      Gate gate;
      try {
        gate = GateText.parse(text);
      } catch (IllegalArgumentException e) {
        throw new JobException(key + ": " + e.getMessage(), e);
      }
      gate.slice().ifPresent(slice -> requireSlice(key, gate, slice, slices));
      return gate;
    }

    private static void requireSlice(String key, Gate gate, String slice, List<String> slices) {
      if (slices.isEmpty()) {
        throw new JobException(
            "%s: %s looks at slices, and validate.slices is empty".formatted(key, gate));
      }
      if (!slice.equals("*") && !slices.contains(slice)) {
        throw new JobException(
            "%s: %s: validate.slices has no %s; %s"
                .formatted(key, gate, slice, DidYouMean.hint(slice, slices)));
      }
    }
  }

  /**
   * The exit codes of ends that are no errors.
   *
   * @param kept the serving model stays
   * @param noRows the new day has no rows
   * @param stale the serving model stays, and is older than {@code promote.maxAge}
   */
  record ExitSettings(int kept, int noRows, int stale) {
    private static ExitSettings of(Keys keys) {
      return new ExitSettings(
          code(keys, "exit.kept"), code(keys, "exit.noRows"), code(keys, "exit.stale"));
    }

    private static int code(Keys keys, String key) {
      return Keys.checked(
          key, required(keys.wholeNumber(key), key), c -> c >= 0 && c <= 125, "from 0 to 125");
    }
  }

  /**
   * Who hears of the result.
   *
   * @param listeners commands, and URLs that get it by POST
   * @param openLineage an endpoint for events
   * @param pushgateway of Prometheus
   */
  record TellSettings(
      List<String> listeners, Optional<String> openLineage, Optional<String> pushgateway) {
    private static TellSettings of(Keys keys) {
      return new TellSettings(
          keys.texts("notify"), keys.text("openlineage.url"), keys.text("pushgateway.url"));
    }
  }

  private static final double SECONDS_OF_A_DAY = 86_400;
  private static final Pattern DAYS = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:d|days?)?");

  /**
   * Reads and checks.
   *
   * @param recorded the configuration as the record of the night shows it
   */
  static RetrainSettings of(Config config, Config recorded) {
    var keys = new Keys(config);
    WindowSettings window = WindowSettings.of(keys);
    RegistrySettings registry = RegistrySettings.of(keys);
    Keys.folder(RegistrySettings.KEY, registry.uri());
    RetrainSettings settings =
        new RetrainSettings(
            TrainSettings.ofNight(
                config,
                recorded,
                new Input(window.newKey(), window.newRows(), window.labels()),
                registry.uri()),
            registry,
            keys.text("run.id").map(text -> RunId.of("run.id", text)),
            keys.flag("run.again"),
            keys.flag("run.verify"),
            window,
            CheckSettings.of(keys),
            keys.oneOf("vocabulary", Vocabulary.class),
            keys.oneOf("start", Start.class),
            WarmStart.of(keys),
            ValidateSettings.of(keys),
            PromoteSettings.of(keys, keys.texts("validate.slices")),
            retention(keys),
            ExitSettings.of(keys),
            TellSettings.of(keys),
            config);
    settings.namedAnchor(); // refuses what names no version
    return settings;
  }

  private static Retention retention(Keys keys) {
    int versions = least(keys, "retention.versions", 1);
    double days = required(keys.number("retention.days"), "retention.days");
    Keys.checked("retention.days", days, d -> d >= 0, "at least 0");
    return new Retention(
        versions, Duration.ofSeconds((long) (days * SECONDS_OF_A_DAY)), Retention.GRACE);
  }

  /** Returns the id of the run, which fills all places that it has to. */
  RunId requiredRunId() {
    RunId id =
        runId.orElseThrow(
            () ->
                new JobException(
                    "run.id is not set: the logical date of the night, such as run.id=2026-11-10"
                        + " (schedulers know it; it is never taken from the clock)"));
    requireFilled(id);
    return id;
  }

  /** A place that the id cannot fill is a fault of the settings, and not of the rows. */
  private void requireFilled(RunId id) {
    id.fill(window.newKey(), window.newRows());
    window.labels().ifPresent(labels -> id.fill("data.labels", labels));
    window.holdout().path().ifPresent(path -> id.fill("validate.holdout.path", path));
    training.data().of(id);
    window
        .history()
        .ifPresent(
            history -> {
              id.requiredDay("data.history");
              id.fill("data.history.path", history.path());
            });
  }

  /** Returns the version that the settings name as anchor; none for the last one approved. */
  Optional<VersionChoice> namedAnchor() {
    return promote
        .anchor()
        .filter(name -> !name.equals(PromoteSettings.LAST_APPROVED))
        .map(name -> VersionChoice.of("promote.anchor.version", name))
        .map(RetrainSettings::requireName);
  }

  private static VersionChoice requireName(VersionChoice choice) {
    if (choice.name().isEmpty()) {
      throw new JobException(
          "promote.anchor.version must be last-approved, none, or the name of a version, was "
              + choice);
    }
    return choice;
  }

  private static double days(String key, String text) {
    Matcher days = DAYS.matcher(text.strip());
    if (!days.matches() || Double.parseDouble(days.group(1)) <= 0) {
      throw new JobException(key + " must be days above 0, such as 14 days, was " + text);
    }
    return Double.parseDouble(days.group(1));
  }

  private static int least(Keys keys, String key, int least) {
    return Keys.checked(
        key, required(keys.wholeNumber(key), key), n -> n >= least, "at least " + least);
  }

  private static <T> T required(Optional<T> value, String key) {
    return value.orElseThrow(() -> Keys.notSet(key));
  }
}
