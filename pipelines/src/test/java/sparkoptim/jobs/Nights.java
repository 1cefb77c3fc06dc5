// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Days of LIBSVM rows in a folder, a registry beside them, and nights that are run on them. */
final class Nights {
  private final Path folder;
  private final Path registry;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String scheme = "";
  private String name = "night";

  Nights(Path folder) {
    this.folder = folder;
    this.registry = folder.resolve("registry");
  }

  /** Lets the nights reach registry and rows by a file system of another scheme. */
  Nights through(String otherScheme) {
    scheme = otherScheme;
    return this;
  }

  /** Returns the same with a configuration file and output of its own. */
  Nights other(String itsName) {
    var other = new Nights(folder);
    other.name = itsName;
    return other;
  }

  Path registry() {
    return registry;
  }

  static String id(int day) {
    return String.format(Locale.ROOT, "2026-11-%02d", day);
  }

  Path file(int day) {
    return folder.resolve(id(day) + ".libsvm");
  }

  /** Writes a day of rows with drawn labels; {@code sign} turns them around. */
  void write(int day, int rows, double sign) throws IOException {
    Files.writeString(file(day), rows(day, rows, sign));
  }

  static String rows(int day, int rows, double sign) {
    var random = new Random(day);
    var text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double odds = sign * (4 * x[0] - 2 * x[1]);
      text.append(random.nextDouble() < 1 / (1 + Math.exp(-odds)) ? "1" : "0");
      for (int j = 0; j < x.length; j++) {
        text.append(String.format(Locale.ROOT, " %d:%.6f", j + 1, x[j]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Runs a night; returns the exit code. */
  int retrain(int day, String... settings) throws IOException {
    return retrain(List.of(), day, settings);
  }

  int retrain(List<String> options, int day, String... settings) throws IOException {
    Path config = folder.resolve(name + ".conf");
    Files.writeString(
        config,
        """
        data {
          format = libsvm
          new = "%1$s%2$s/{day}.libsvm"
          history { days = 2, missing = ignore }
        }
        registry = %3$s
        stage { class = LogisticRegression, params { regParam = 1e-2 } }
        validate { holdout { share = 0.4, rows.min = 50 } }
        promote { when = "not-worse(logLoss, 0.05)" }
        evaluate.replicates = 0
        progress = none
        """
            .formatted(scheme, folder, registrySetting()));
    TestSession.get();
    out.reset();
    err.reset();
    List<String> arguments = new ArrayList<>(List.of("retrain"));
    arguments.addAll(options);
    arguments.addAll(List.of(config.toString(), "run.id=" + id(day)));
    arguments.addAll(List.of(settings));
    return Main.run(
        arguments.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String registrySetting() {
    return scheme.isEmpty()
        ? "\"" + registry + "\""
        : "{ uri = \"" + scheme + registry + "\", singleWriter = true }";
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** Returns the last result of a night. */
  Optional<JsonNode> result(int day) throws IOException {
    Path run = registry.resolve("runs").resolve(id(day));
    for (int attempt = 9; attempt > 0; attempt--) {
      Path file = run.resolve("result-" + attempt + ".json");
      if (Files.exists(file)) {
        return Optional.of(new ObjectMapper().readTree(file.toFile()));
      }
    }
    return Optional.empty();
  }

  String outcome(int day) throws IOException {
    return result(day).map(r -> r.path("outcome").asText()).orElse("none");
  }

  int versions() throws IOException {
    return count("versions");
  }

  int promotions() throws IOException {
    return count("promotions");
  }

  private int count(String kind) throws IOException {
    try (Stream<Path> files = Files.list(registry.resolve(kind))) {
      return (int) files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  JsonNode record(String version) throws IOException {
    return new ObjectMapper()
        .readTree(registry.resolve("versions").resolve(version).resolve("record.json").toFile());
  }
}
