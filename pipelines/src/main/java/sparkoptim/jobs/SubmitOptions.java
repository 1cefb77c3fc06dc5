// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings that spark-submit makes of its options: an option of its own counts before {@code
 * --conf}, and that before the settings file.
 */
final class SubmitOptions {
  /** Options that settings have another name for. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "--master", "spark.master",
          "--deploy-mode", "spark.submit.deployMode",
          "--name", "spark.app.name",
          "--files", "spark.files",
          "--jars", "spark.jars",
          "--packages", "spark.jars.packages",
          "--driver-java-options", "spark.driver.extraJavaOptions");

  private static final String DEFAULTS = "--load-spark-defaults";

  /** Options without a value. */
  private static final Set<String> SWITCHES =
      Set.of(
          "--help", "-h", "--supervise", "--usage-error", "--verbose", "-v", "--version", DEFAULTS);

  private final Map<String, String> own = new TreeMap<>();
  private final Map<String, String> conf = new TreeMap<>();
  private String file = "";
  private boolean withDefaults;

  private SubmitOptions() {}

  /** Returns all settings, for options and an environment. */
  static Map<String, String> of(List<String> options, Map<String, String> environment) {
    var all = new SubmitOptions();
    for (int i = 0; i < options.size(); i++) {
      String word = options.get(i);
      int equals = word.indexOf('=');
      if (word.startsWith("--") && equals > 0) {
        all.add(word.substring(0, equals), word.substring(equals + 1));
      } else if (word.equals(DEFAULTS)) {
        all.withDefaults = true;
      } else if (word.startsWith("-") && !SWITCHES.contains(word) && i + 1 < options.size()) {
        i++;
        all.add(word, options.get(i));
      }
    }
    return all.merged(environment);
  }

  private void add(String option, String value) {
    int equals = value.indexOf('=');
    if (option.equals("--properties-file")) {
      file = value;
    } else if (SETTINGS.containsKey(option)) {
      own.put(SETTINGS.get(option), value);
    } else if ((option.equals("--conf") || option.equals("-c")) && equals > 0) {
      conf.put(value.substring(0, equals), value.substring(equals + 1));
    }
  }

  private Map<String, String> merged(Map<String, String> environment) {
    Map<String, String> merged = new TreeMap<>();
    if (file.isEmpty() || withDefaults) {
      String folder = environment.getOrDefault("SPARK_CONF_DIR", "");
      String home = environment.getOrDefault("SPARK_HOME", "");
      merged.putAll(
          settings(Path.of(folder.isEmpty() ? home + "/conf" : folder, "spark-defaults.conf")));
    }
    if (!file.isEmpty()) {
      merged.putAll(settings(Path.of(file)));
    }
    merged.putAll(conf);
    merged.putAll(own);
    return merged;
  }

  /** Returns nothing for a file that cannot be read: spark-submit says it. */
  private static Map<String, String> settings(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return Map.of();
    }
    Map<String, String> settings = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      settings.put(name, properties.getProperty(name).strip());
    }
    return settings;
  }
}
