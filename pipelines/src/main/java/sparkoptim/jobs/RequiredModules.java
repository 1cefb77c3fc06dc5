// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.study.Studies;

/**
 * The optional modules that a job needs on its class path, so that a launcher can add their jars
 * before Spark starts. A mistake in the arguments is not told here: the job itself does, later.
 */
final class RequiredModules {
  /** Networks of BigDL's layers. */
  static final String BIGDL = "bigdl";

  /** Networks computed by PyTorch. */
  static final String TORCH = "torch";

  /** Gradients on NVIDIA GPUs. */
  static final String CUDA = "cuda";

  private static final Set<String> NETWORKS = Set.of("NetworkClassifier", "NetworkRegressor");
  private static final Set<String> DEVICES = Set.of("gpu", "auto");
  private static final int DEPTH = 3;
  private static final String PACKAGE = "sparkoptim.ml.";

  private RequiredModules() {}

  /**
   * Returns the modules for a command, in alphabetical order.
   *
   * @param words the command with its arguments, and options of spark-submit after {@code --}
   */
  static Set<String> of(List<String> words) {
    Set<String> modules = new TreeSet<>();
    try {
      Submission submission = Submission.of(words);
      GivenCommand command = submission.command();
      switch (command.name()) {
        case "study" -> {
          if (command.first().filter(Studies.NETWORKS::equals).isPresent()) {
            modules.add(BIGDL);
          }
        }
        case "train", "retrain" -> train(known(submission), modules);
        case "score", "monitor" -> score(submission, modules);
        case "convert" -> convert(command, modules);
        default -> {}
      }
    } catch (RuntimeException | IOException e) {
      // The job will say it.
    }
    return modules;
  }

  private static Config known(Submission submission) {
    return submission.known(submission.config()).config();
  }

  private static void train(Config config, Set<String> modules) {
    List<StageSettings> stages = new ArrayList<>(StageSettings.features(config));
    stages.add(StageSettings.last(config));
    for (StageSettings stage : stages) {
      if (NETWORKS.contains(stage.className().replace(PACKAGE, ""))) {
        addBackend(stage, modules);
      }
      ConfigValue device = stage.params().get("device");
      if (device != null && DEVICES.contains(String.valueOf(device.unwrapped()))) {
        modules.add(CUDA);
      }
    }
  }

  private static void addBackend(StageSettings stage, Set<String> modules) {
    String backend = text(stage, "backend");
    String network = text(stage, "network");
    if (backend.equals(TORCH) || (isAuto(backend) && !isBigdlFile(network))) {
      modules.add(TORCH);
    } else if (!backend.equals("core")) {
      modules.add(BIGDL);
    }
  }

  /** A file's kind is known once it is read: its name has to do here. */
  private static boolean isBigdlFile(String network) {
    return NetworkText.isFile(network) && !network.matches(".*\\.(pt|pth|ts)");
  }

  private static boolean isAuto(String backend) {
    return backend.isEmpty() || backend.equals("auto");
  }

  private static String text(StageSettings stage, String param) {
    ConfigValue value = stage.params().get(param);
    return value == null ? "" : String.valueOf(value.unwrapped()).strip();
  }

  private static void score(Submission submission, Set<String> modules) throws IOException {
    addFiles(modelToScore(submission), modules);
  }

  private static void convert(GivenCommand command, Set<String> modules) throws IOException {
    String name = command.option("--backend", TORCH);
    if (name.equals(TORCH) || name.equals(BIGDL)) {
      modules.add(name);
    }
    addFiles(command.first().orElseThrow(), modules);
  }

  /**
   * A model on another file system is not looked at: SPARK_OPTIM_BIGDL=1 adds BigDL then, and
   * SPARK_OPTIM_TORCH=1 PyTorch.
   */
  private static void addFiles(String folder, Set<String> modules) throws IOException {
    Path model = Path.of(folder.replaceFirst("^file:(//)?", ""));
    if (!Files.isDirectory(model)) {
      return;
    }
    try (Stream<Path> files = Files.walk(model, DEPTH)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.equals("network.pt")) {
          modules.add(TORCH);
        } else if (name.equals("network.bigdl")) {
          modules.add(BIGDL);
        }
      }
    }
  }

  private static String modelToScore(Submission submission) throws IOException {
    ModelToScore.Named named = ScoreSettings.model(new Keys(known(submission)));
    if (named.version().isEmpty()) {
      return named.path();
    }
    try (ModelToScore chosen = ModelToScore.open(named, submission.hadoop())) {
      return chosen.place().toString();
    }
  }
}
