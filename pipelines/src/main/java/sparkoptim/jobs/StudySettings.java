// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sparkoptim.study.StudySetup;

/** All that the study job reads from the command line, checked. */
record StudySettings(
    Path data,
    String output,
    double effort,
    long seed,
    Optional<Integer> epochs,
    Optional<Integer> seeds,
    Optional<Integer> rows,
    Optional<Double> budget) {
  private static final Config REFERENCE =
      ConfigFactory.parseResources(StudySettings.class, "study.conf").resolve();
  private static final int FEWEST_ROWS = 20;
  private static final String INSTALLED = ".spark-optim/data/digits.libsvm";

  /** Creates settings of the study's own size. */
  StudySettings(Path data, String output, double effort, long seed) {
    this(
        data,
        output,
        effort,
        seed,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns the defaults, and {@code key=value} over them.
   *
   * @param study name of the study
   */
  static StudySettings of(String study, List<String> overrides) {
    Config config = Overrides.parse(overrides).withFallback(REFERENCE).resolve();
    UnknownKeys.check(config, REFERENCE);
    var keys = new Keys(config);
    Path data =
        keys.text("data")
            .or(StudySettings::installed)
            .map(Path::of)
            .orElseThrow(
                () ->
                    new JobException(
                        "data is not set: pass data=PATH of the digits as a LIBSVM file"));
    if (!Files.exists(data)) {
      throw new DataException(
          "data: no such file or folder: "
              + data
              + "; bin/data fashion-mnist gets a folder of images");
    }
    double effort = keys.number("effort").orElseThrow(() -> Keys.notSet("effort"));
    return new StudySettings(
        data,
        keys.text("output").orElse("runs/study/" + study),
        Keys.checked("effort", effort, value -> value > 0 && value <= 1, "in (0, 1]"),
        keys.longNumber("seed").orElseThrow(() -> Keys.notSet("seed")),
        atLeast(keys, "epochs", StudySetup.FEWEST_EPOCHS),
        atLeast(keys, "seeds", StudySetup.FEWEST_SEEDS),
        atLeast(keys, "rows", FEWEST_ROWS),
        keys.number("budget")
            .map(value -> Keys.checked("budget", value, some -> some > 0, "> 0 seconds")));
  }

  private static Optional<Integer> atLeast(Keys keys, String key, int least) {
    return keys.wholeNumber(key)
        .map(value -> Keys.checked(key, value, some -> some >= least, ">= " + least));
  }

  private static Optional<String> installed() {
    return Optional.ofNullable(System.getenv("SPARK_OPTIM_HOME"))
        .map(home -> Path.of(home, INSTALLED).toString());
  }
}
