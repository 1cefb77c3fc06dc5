// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What a launcher was told: a command with its arguments, and the options of spark-submit after
 * {@code --}.
 *
 * @param command with its arguments
 * @param conf settings of the options, those with an option of their own too; the last one counts
 */
record Submission(List<String> command, Map<String, String> conf) {
  /** The setting by which the job that a launcher started names itself in {@code outcome.json}. */
  static final String ID = "spark.sparkoptim.submission";

  private static final String END = "--";

  /** Options of spark-submit that settings have another name for. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "--master", "spark.master",
          "--deploy-mode", "spark.submit.deployMode",
          "--name", "spark.app.name",
          "--files", "spark.files",
          "--jars", "spark.jars",
          "--packages", "spark.jars.packages",
          "--driver-java-options", "spark.driver.extraJavaOptions");

  /** Reads {@code COMMAND CONFIG [KEY=VALUE ...] [-- OPTION ...]}. */
  static Submission of(List<String> words) {
    int end = words.indexOf(END);
    List<String> command = end < 0 ? words : words.subList(0, end);
    List<String> options = new ArrayList<>();
    for (String word : end < 0 ? List.<String>of() : words.subList(end + 1, words.size())) {
      int equals = word.indexOf('=');
      if (word.startsWith("--") && equals > 0) {
        options.add(word.substring(0, equals));
        options.add(word.substring(equals + 1));
      } else {
        options.add(word);
      }
    }
    Map<String, String> conf = new TreeMap<>();
    for (int i = 0; i + 1 < options.size(); i++) {
      String value = options.get(i + 1);
      if (options.get(i).equals("--conf") || options.get(i).equals("-c")) {
        int equals = value.indexOf('=');
        if (equals > 0) {
          conf.put(value.substring(0, equals), value.substring(equals + 1));
        }
      } else if (SETTINGS.containsKey(options.get(i))) {
        conf.put(SETTINGS.get(options.get(i)), value);
      }
    }
    return new Submission(List.copyOf(command), conf);
  }

  String conf(String name) {
    return conf.getOrDefault(name, "");
  }

  boolean inCluster() {
    return conf("spark.submit.deployMode").equals("cluster");
  }

  boolean onYarn() {
    return conf("spark.master").startsWith("yarn");
  }

  boolean onStandalone() {
    return conf("spark.master").startsWith("spark://");
  }

  /**
   * Returns the command with a configuration that this machine can read: the one that is named, or
   * the one that {@code --files} sends along under that name. Empty where only the cluster has it.
   */
  Optional<List<String>> readable() {
    if (command.size() < 2) {
      return Optional.of(command);
    }
    String named = command.get(1);
    if (new File(named).isFile()) {
      return Optional.of(command);
    }
    for (String file : conf("spark.files").split(",", -1)) {
      String path = file.strip().replaceFirst("^file:(//)?", "").replaceFirst("#.*$", "");
      if (!path.isEmpty()
          && Path.of(path).endsWith(Path.of(named).getFileName())
          && new File(path).isFile()) {
        List<String> words = new ArrayList<>(command);
        words.set(1, path);
        return Optional.of(words);
      }
    }
    return Optional.empty();
  }

  /** Returns Hadoop's settings of this machine, with those that the options give. */
  Configuration hadoop() {
    Configuration hadoop = new Configuration();
    conf.forEach(
        (name, value) -> {
          if (name.startsWith("spark.hadoop.")) {
            hadoop.set(name.substring("spark.hadoop.".length()), value);
          }
        });
    return hadoop;
  }
}
