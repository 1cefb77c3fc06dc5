// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes our tests of MLlib's: {@code java ChangeImport.java SOURCES DIFFERENCES TARGET}. Each suite
 * gets the one line that a user changes, an import of our stage and its model, and loses the tests
 * that the list of differences cuts out. Spark's own package would win over an import at the top of
 * the file, so it stands in the class.
 */
final class ChangeImport {
  private static final String FOLDER = "org/apache/spark/ml/";

  private static final List<Suite> SUITES =
      List.of(
          new Suite("classification", "LogisticRegression"),
          new Suite("classification", "LinearSVC"),
          new Suite("classification", "MultilayerPerceptronClassifier"),
          new Suite("regression", "LinearRegression"));

  private record Suite(String folder, String stage) {
    String name() {
      return stage + "Suite";
    }

    String model() {
      return stage.replaceFirst("Classifier$", "Classification") + "Model";
    }

    Path in(Path root) {
      return root.resolve(FOLDER + folder + "/" + name() + ".scala");
    }
  }

  private ChangeImport() {}

  /** A line of the list. */
  private record Difference(String kind, String suite, String test) {
    static Difference of(String line) {
      String[] words = line.split(" \\| ");
      if (words.length != 4 || !List.of("cut", "fails").contains(words[0])) {
        throw new IllegalArgumentException("not KIND | SUITE | TEST | REASON: " + line);
      }
      return new Difference(words[0], words[1], words[2]);
    }
  }

  public static void main(String[] args) throws IOException {
    List<Difference> differences =
        Files.readAllLines(Path.of(args[1])).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Difference::of)
            .toList();
    for (Suite suite : SUITES) {
      String source = Files.readString(suite.in(Path.of(args[0])));
      for (Difference difference : differences) {
        if (difference.suite().equals(suite.name())) {
          source = without(difference, source);
        }
      }
      String changed = changed(suite, source);
      Path target = suite.in(Path.of(args[2]));
      Files.createDirectories(target.getParent());
      if (!Files.exists(target) || !Files.readString(target).equals(changed)) {
        Files.writeString(target, changed);
      }
    }
  }

  private static String without(Difference difference, String source) {
    String name = Pattern.quote("test(\"" + difference.test() + "\")");
    Matcher matcher = Pattern.compile("(?ms)^  " + name + " \\{$.*?^  \\}$").matcher(source);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          difference.suite() + " has no test \"" + difference.test() + "\": see the list");
    }
    return difference.kind().equals("cut") ? matcher.replaceFirst("") : source;
  }

  /** The class and, where it has one, its companion. */
  private static String changed(Suite suite, String source) {
    String ours =
        "\n\n  import sparkoptim.ml.{" + suite.stage() + ", " + suite.model() + "}\n";
    Matcher header = Pattern.compile("class " + suite.name() + " extends [^{]*").matcher(source);
    if (!header.find()) {
      throw new IllegalArgumentException(suite.in(Path.of("")) + " has no class of its name");
    }
    String changed =
        header.replaceFirst(header.group() + "with sparkoptim.mllib.Differences ");
    return changed.replaceFirst(
            "(class " + suite.name() + " [^{]*\\{)", "$1" + Matcher.quoteReplacement(ours))
        .replaceFirst("(object " + suite.name() + " [^{]*\\{)", "$1" + ours);
  }
}
