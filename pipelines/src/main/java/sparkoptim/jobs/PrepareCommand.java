// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
  @ParentCommand private Commands parent;

  @Parameters(index = "0", paramLabel = "ID", description = "Names this submission.")
  private String id;

  @Parameters(index = "1..*", paramLabel = "WORD", description = "COMMAND CONFIG ... [-- OPTION]")
  private List<String> words;

  @Override
  public Integer call() {
    Submission submission = Submission.of(words);
    Config config = submission.readable().map(PrepareCommand::checked).orElse(null);
    if (config != null) {
      refuseFolderOfTheDriver(config, submission);
    }
    options(submission, config).forEach(parent.out()::println);
    return ExitCode.SUCCEEDED;
  }

  /** Returns the configuration; null where it needs an environment that the driver may have. */
  private static Config checked(List<String> command) {
    List<String> overrides = command.subList(Math.min(2, command.size()), command.size());
    Config config;
    Config recorded;
    try {
      config = JobConfig.load(command.get(1), overrides);
      recorded = JobConfig.recorded(command.get(1), overrides);
    } catch (JobException e) {
      if (e.getCause() instanceof ConfigException.UnresolvedSubstitution) {
        return null;
      }
      throw e;
    }
    switch (command.get(0)) {
      case "train" -> {
        TrainSettings settings = TrainSettings.of(config, recorded);
        if (stagesAreHere(settings)) {
          StageFactory.pipeline(
              settings.features(), settings.stage(), settings.data().labelColumn());
        }
      }
      case "score" -> ScoreSettings.of(config);
      case "retrain" -> RetrainSettings.of(config, recorded);
      case "monitor" -> MonitorSettings.of(config);
      default -> {}
    }
    return config;
  }

  /** The driver has another working folder than this machine. */
  private static void refuseFolderOfTheDriver(Config config, Submission submission) {
    for (String key : List.of("output", "predictions", "registry.uri")) {
      if (!config.hasPath(key) || config.getValue(key).valueType() != ConfigValueType.STRING) {
        continue;
      }
      Path path = new Path(config.getString(key));
      String files = FileSystem.getDefaultUri(submission.hadoop()).getScheme();
      if (!path.isAbsolute() && path.toUri().getScheme() == null && files.equals("file")) {
        throw new JobException(
            "%s: a driver in the cluster has another working folder, and %s is relative to it: give a"
                    .formatted(key, Secrets.redacted("" + path))
                + " whole path that all machines share");
      }
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
      options.add("--driver-java-options");
      options.add((ClusterSettings.moduleOptions() + " " + own).strip());
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
