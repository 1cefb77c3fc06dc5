// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Real data, which are no part of the project: a folder that SPARK_OPTIM_DATA names, and what the
 * launcher installs.
 */
public final class RealData {
  /** Where the launcher puts its small data sets. */
  private static final String INSTALLED = ".spark-optim/data";

  private RealData() {}

  /** Whether a file is here. */
  public static boolean has(String name) {
    return file(name).isPresent();
  }

  /**
   * The first rows of a file in LIBSVM's format, weighted 1; the test is skipped without the file.
   */
  public static SampleRows libsvm(String name, int rows, int width) {
    Path file = required(name);
    double[][] features = new double[rows][width];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    List<String> lines = lines(file, rows);
    for (int i = 0; i < rows; i++) {
      StringTokenizer entries = new StringTokenizer(lines.get(i), " :");
      labels[i] = Double.parseDouble(entries.nextToken());
      while (entries.hasMoreTokens()) {
        int column = Integer.parseInt(entries.nextToken()) - 1;
        features[i][column] = Double.parseDouble(entries.nextToken());
      }
    }
    return new SampleRows(features, labels, weights);
  }

  /**
   * The whole rows of a file with a header, weighted 1: columns of numbers as they are, those of
   * text one column a value, the last one the label. The test is skipped without the file.
   */
  public static SampleRows csv(String name) {
    List<String[]> rows = new ArrayList<>();
    for (String line : lines(required(name), Integer.MAX_VALUE)) {
      String[] row = line.strip().split("\\s*,\\s*", -1);
      if (rows.isEmpty() || row.length == rows.get(0).length) {
        rows.add(row);
      }
    }
    rows.remove(0);
    int last = rows.get(0).length - 1;
    List<double[]> columns = new ArrayList<>();
    for (int j = 0; j <= last; j++) {
      int at = j;
      List<String> texts = rows.stream().map(row -> row[at]).toList();
      if (texts.stream().allMatch(text -> text.matches("[-+0-9.eE]+"))) {
        columns.add(texts.stream().mapToDouble(Double::parseDouble).toArray());
      } else {
        for (String value : new TreeSet<>(texts)) {
          columns.add(texts.stream().mapToDouble(text -> text.equals(value) ? 1 : 0).toArray());
        }
      }
    }
    double[] labels = columns.remove(columns.size() - 1);
    double[][] features = new double[labels.length][columns.size()];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < columns.size(); j++) {
        features[i][j] = columns.get(j)[i];
      }
    }
    double[] weights = new double[labels.length];
    Arrays.fill(weights, 1);
    return new SampleRows(features, labels, weights);
  }

  private static Path required(String name) {
    Optional<Path> file = file(name);
    assumeThat(file)
        .as("%s is not here: SPARK_OPTIM_DATA names a folder of real data", name)
        .isPresent();
    return file.orElseThrow();
  }

  private static List<String> lines(Path file, int count) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.limit(count).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> file(String name) {
    String named = System.getProperty("SPARK_OPTIM_DATA", System.getenv("SPARK_OPTIM_DATA"));
    if (named != null) {
      return Optional.of(Path.of(named, name)).filter(Files::exists);
    }
    return Stream.iterate(Path.of("").toAbsolutePath(), place -> place != null, Path::getParent)
        .flatMap(place -> Stream.of(place.resolve("shared/data"), place.resolve(INSTALLED)))
        .map(folder -> folder.resolve(name))
        .filter(Files::exists)
        .findFirst();
  }
}
