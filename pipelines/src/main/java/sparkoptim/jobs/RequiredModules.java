// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import sparkoptim.study.Studies;

/**
 * The optional modules that a job needs on its class path, so that a launcher can add their jars
 * before Spark starts. A mistake in the arguments is not told here: the job itself does, later.
 */
final class RequiredModules {
  /** Networks of BigDL's layers. */
  static final String BIGDL = "bigdl";

  /** Gradients on NVIDIA GPUs. */
  static final String CUDA = "cuda";

  private static final Set<String> NETWORKS = Set.of("NetworkClassifier", "NetworkRegressor");
  private static final Set<String> DEVICES = Set.of("gpu", "auto");
  private static final String PACKAGE = "sparkoptim.ml.";

  private RequiredModules() {}

  /** Returns the modules for a command with its arguments, in alphabetical order. */
  static Set<String> of(List<String> command) {
    Set<String> modules = new TreeSet<>();
    try {
      switch (command.isEmpty() ? "" : command.get(0)) {
        case "study" -> {
          if (command.size() > 1 && command.get(1).equals(Studies.NETWORKS)) {
            modules.add(BIGDL);
          }
        }
        case "train" -> train(config(command), modules);
        case "score" -> score(config(command), modules);
        default -> {}
      }
    } catch (RuntimeException | IOException e) {
      // The job will say it.
    }
    return modules;
  }

  private static Config config(List<String> command) {
    return JobConfig.load(command.get(1), command.subList(2, command.size()));
  }

  private static void train(Config config, Set<String> modules) {
    List<StageSettings> stages = new ArrayList<>(StageSettings.features(config));
    stages.add(StageSettings.last(config));
    for (StageSettings stage : stages) {
      if (NETWORKS.contains(stage.className().replace(PACKAGE, ""))) {
        modules.add(BIGDL);
      }
      ConfigValue device = stage.params().get("device");
      if (device != null && DEVICES.contains(String.valueOf(device.unwrapped()))) {
        modules.add(CUDA);
      }
    }
  }

  /** A model on another file system is not looked at: SPARK_OPTIM_BIGDL=1 adds BigDL then. */
  private static void score(Config config, Set<String> modules) throws IOException {
    Path model = Path.of(modelToScore(config).replaceFirst("^file:(//)?", ""));
    for (String part : List.of("metadata", "stages")) {
      Path folder = model.resolve(part);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(folder, 3)) {
        for (Path file : files.filter(path -> path.toString().contains("metadata")).toList()) {
          if (Files.isRegularFile(file)
              && Files.size(file) < 1 << 20
              && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                  .contains(PACKAGE + "Network")) {
            modules.add(BIGDL);
          }
        }
      }
    }
  }

  private static String modelToScore(Config config) throws IOException {
    ModelToScore.Named named = ScoreSettings.model(new Keys(config));
    if (named.version().isEmpty()) {
      return named.path();
    }
    try (ModelToScore chosen = ModelToScore.open(named, HadoopSettings.get())) {
      return chosen.place().toString();
    }
  }
}
