// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import sparkoptim.ml.HasTrainingSummary;

/**
 * The names of the stages on the class path, to suggest one for a name that is not there. Looks
 * into the jars (or class folders) of this library and of Spark ML.
 */
final class KnownStages {
  /** Where a class name without dots is looked for, in this order. */
  static final List<String> PACKAGES =
      List.of(
          "sparkoptim.ml",
          "org.apache.spark.ml.feature",
          "org.apache.spark.ml.classification",
          "org.apache.spark.ml.regression",
          "org.apache.spark.ml.clustering");

  private KnownStages() {}

  /**
   * Returns short names when the unknown one is short, else full ones; empty when nothing can be
   * read.
   */
  static Collection<String> names(String unknown) {
    var names = new TreeSet<String>();
    for (Class<?> marker : markers()) {
      for (String name : classes(marker)) {
        int dot = name.lastIndexOf('.');
        if (dot > 0 && PACKAGES.contains(name.substring(0, dot)) && canBeMade(name)) {
          names.add(unknown.contains(".") ? name : name.substring(dot + 1));
        }
      }
    }
    return names;
  }

  /** Returns a class of every jar that has stages: of this library, of Spark ML. */
  private static List<Class<?>> markers() {
    return List.of(HasTrainingSummary.class, PipelineStage.class);
  }

  private static boolean canBeMade(String name) {
    try {
      Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      return PipelineStage.class.isAssignableFrom(type)
          && !Model.class.isAssignableFrom(type) // which Spark Connect wants a constructor of
          && Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }

  private static List<String> classes(Class<?> marker) {
    CodeSource source = marker.getProtectionDomain().getCodeSource();
    URL place = source == null ? null : source.getLocation();
    if (place == null || !place.getProtocol().equals("file")) {
      return List.of();
    }
    try {
      Path path = Path.of(place.toURI());
      return Files.isDirectory(path) ? inFolder(path) : inJar(path);
    } catch (IOException | URISyntaxException e) {
      return List.of(); // only a suggestion is lost
    }
  }

  private static List<String> inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .flatMap(KnownStages::name)
          .toList();
    }
  }

  private static List<String> inJar(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream().flatMap(entry -> name(entry.getName())).toList();
    }
  }

  private static Stream<String> name(String file) {
    return file.endsWith(".class") && !file.contains("$")
        ? Stream.of(
            file.substring(0, file.length() - ".class".length())
                .replace('/', '.')
                .replace('\\', '.'))
        : Stream.empty();
  }
}
