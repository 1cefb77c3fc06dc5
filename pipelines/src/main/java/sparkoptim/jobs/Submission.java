// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What a launcher was told: a command with its arguments, and the options of spark-submit after
 * {@code --}.
 *
 * @param command with its arguments
 * @param conf Spark's settings, those of the settings file too
 */
record Submission(GivenCommand command, Map<String, String> conf) {
  /** The setting by which the job that a launcher started names itself in {@code outcome.json}. */
  static final String ID = "spark.sparkoptim.submission";

  private static final String END = "--";
  private static final String HADOOP = "spark.hadoop.";

  /** How long another machine may take to show the configuration. */
  private static final int PATIENCE_SECONDS = 20;

  /**
   * Reads {@code COMMAND CONFIG [KEY=VALUE ...] [-- OPTION ...]}.
   *
   * @throws picocli.CommandLine.ParameterException where the command would refuse its arguments
   */
  static Submission of(List<String> words) {
    int end = words.indexOf(END);
    int length = end < 0 ? words.size() : end;
    List<String> options = end < 0 ? List.of() : words.subList(end + 1, words.size());
    return new Submission(
        GivenCommand.of(words.subList(0, length)), SubmitOptions.of(options, System.getenv()));
  }

  /** Returns the name of the submission that this process is the driver of. */
  static Optional<String> current() {
    return Optional.ofNullable(System.getProperty(ID));
  }

  String conf(String name) {
    return conf.getOrDefault(name, "");
  }

  boolean onYarn() {
    return conf("spark.master").startsWith("yarn");
  }

  boolean onStandalone() {
    return conf("spark.master").startsWith("spark://");
  }

  /**
   * Returns where this machine can read the configuration: the place that is named, or that of the
   * file that {@code --files} sends along under this name. Empty where only the cluster has it.
   */
  Optional<String> config() {
    return command
        .first()
        .flatMap(
            named ->
                Stream.concat(Stream.of(named), sentAs(named)).filter(this::isHere).findFirst());
  }

  private Stream<String> sentAs(String named) {
    Path name = Path.of(named).getFileName();
    return Stream.of("spark.files", "spark.yarn.dist.files")
        .flatMap(setting -> Stream.of(conf(setting).split(",", -1)))
        .map(String::strip)
        .filter(file -> name != null && nameInCluster(file).equals(name.toString()))
        .map(file -> file.replaceFirst("#.*$", "").replaceFirst("^file:(//)?", ""));
  }

  /** A file is sent along under its own name, or under the one after {@code #}. */
  private static String nameInCluster(String file) {
    return file.replaceFirst("^.*[/#]", "");
  }

  private boolean isHere(String place) {
    if (!JobConfig.isRemote(place)) {
      return new File(place).isFile();
    }
    FutureTask<Boolean> look = new FutureTask<>(() -> JobConfig.canRead(place, hadoop()));
    Thread looking = new Thread(look, "configuration");
    looking.setDaemon(true);
    looking.start();
    try {
      return look.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false; // no class for such places here, or no way there; the driver may have both
    }
  }

  /**
   * Returns what this machine can tell of the configuration.
   *
   * @param file of {@link #config}
   */
  KnownConfig known(Optional<String> file) {
    return new KnownConfig(JobConfig.known(file, command.overrides(), this::hadoop));
  }

  /** Returns Hadoop's settings of this machine, with those that Spark's settings have. */
  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    conf.forEach(
        (name, value) -> {
          if (name.startsWith(HADOOP)) {
            hadoop.set(name.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }
}
