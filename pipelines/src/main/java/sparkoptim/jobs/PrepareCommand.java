// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Checks a configuration on the machine from which a job goes to a cluster, and prints what the
 * launcher adds to the options of spark-submit, a word a line. What this machine cannot know is
 * left to the driver.
 */
@Command(
    name = "prepare",
    hidden = true,
    description = "Checks CONFIG, and prints options for spark-submit to run it in a cluster.")
final class PrepareCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(PrepareCommand.class);

  @ParentCommand private Commands parent;

  @Parameters(index = "0", paramLabel = "ID", description = "Names this submission.")
  private String id;

  @Parameters(index = "1..*", paramLabel = "WORD", description = "COMMAND CONFIG ... [-- OPTION]")
  private List<String> words;

  @Override
  public Integer call() {
    Submission submission = Submission.of(words);
    Optional<String> file = submission.config();
    Config config = file.map(place -> checked(submission, place)).orElse(null);
    refuseFolderOfTheDriver(submission.known(file), submission);
    options(submission, config).forEach(parent.out()::println);
    return ExitCode.SUCCEEDED;
  }

  /** Returns the configuration; null where it needs an environment that the driver may have. */
  private static Config checked(Submission submission, String file) {
    GivenCommand command = submission.command();
    Config config;
    Config recorded;
    try {
      config = JobConfig.load(file, command.overrides(), submission::hadoop);
      recorded = JobConfig.recorded(file, command.overrides(), submission::hadoop);
    } catch (JobException e) {
      if (e.getCause() instanceof ConfigException.UnresolvedSubstitution) {
        return null;
      }
      throw e;
    }
    switch (command.name()) {
      case "train" -> checkStages(TrainSettings.of(config, recorded));
      case "score" -> ScoreSettings.of(config);
      case "retrain" -> {
        RetrainSettings settings = RetrainSettings.of(config, recorded);
        if (!command.has("--from-record")) {
          settings.requiredRunId();
        }
      }
      case "monitor" -> MonitorSettings.of(config);
      default -> {}
    }
    return config;
  }

  /** The driver has another working folder than this machine. */
  private static void refuseFolderOfTheDriver(KnownConfig known, Submission submission) {
    refuseFolderOfTheDriver("output", known.text("output"), submission);
    refuseFolderOfTheDriver("predictions", known.text("predictions"), submission);
    refuseFolderOfTheDriver(RegistrySettings.KEY, known.registry(), submission);
  }

  private static void refuseFolderOfTheDriver(
      String key, Optional<String> folder, Submission submission) {
    if (folder.isEmpty()) {
      return;
    }
    Path path = new Path(folder.get());
    String files = FileSystem.getDefaultUri(submission.hadoop()).getScheme();
    if (!path.isAbsolute() && path.toUri().getScheme() == null && files.equals("file")) {
      throw new JobException(
          "%s: a driver in the cluster has another working folder, and %s is relative to it: give a"
                  .formatted(key, Secrets.redacted("" + path))
              + " whole path that all machines share");
    }
  }

  private static void checkStages(TrainSettings settings) {
    if (!stagesAreHere(settings)) {
      return;
    }
    try {
      StageFactory.pipeline(settings.features(), settings.stage(), settings.data().labelColumn());
    } catch (LinkageError | IllegalStateException e) {
      if (!(e instanceof LinkageError) && !(e.getCause() instanceof LinkageError)) {
        throw e;
      }
      LOG.debug("a stage's jar is here, and one that it needs is not; the driver has both", e);
    }
  }

  /** Classes of packages that only spark-submit fetches cannot be looked at. */
  private static boolean stagesAreHere(TrainSettings settings) {
    List<StageSettings> stages = new ArrayList<>(settings.features());
    stages.add(settings.stage());
    return stages.stream()
        .map(StageSettings::className)
        .noneMatch(name -> name.contains(".") && !isHere(name));
  }

  private static boolean isHere(String name) {
    try {
      Class.forName(name, false, PrepareCommand.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return name.startsWith("sparkoptim.") || name.startsWith("org.apache.spark.");
    }
  }

  private List<String> options(Submission submission, Config config) {
    List<String> options = new ArrayList<>(List.of("--conf", Submission.ID + "=" + id));
    if (submission.onStandalone()) {
      setMissing(submission, options, "spark.standalone.submit.waitAppCompletion", "true");
      // A standalone master starts drivers without what Java 17 has to open for Spark.
      String own = submission.conf("spark.driver.extraJavaOptions");
      String opened = ClusterSettings.moduleOptions();
      options.add("--driver-java-options");
      options.add(own.contains(opened.strip()) ? own : (opened + " " + own).strip());
    }
    if (submission.onYarn() && config != null && !keepsCheckpoints(config)) {
      // A second driver would only do the first one's work again, or be refused like it.
      setMissing(submission, options, "spark.yarn.maxAppAttempts", "1");
    }
    return options;
  }

  private static boolean keepsCheckpoints(Config config) {
    return config.hasPath("stage.params.checkpointDir");
  }

  private static void setMissing(
      Submission submission, List<String> options, String name, String value) {
    if (submission.conf(name).isEmpty()) {
      options.add("--conf");
      options.add(name + "=" + value);
    }
  }
}
