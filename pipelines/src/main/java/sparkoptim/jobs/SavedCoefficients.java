// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import sparkoptim.core.WeightsDigest;

/**
 * The numbers of a saved linear classifier.
 *
 * @param classes number of classes
 * @param multinomial whether each class has coefficients of its own
 * @param coefficients row by row
 * @param intercepts one a row
 */
record SavedCoefficients(
    int classes, boolean multinomial, double[] coefficients, double[] intercepts) {
  private static final int LARGEST = 10;

  /** Reads them without Spark. */
  static SavedCoefficients read(FileSystem files, Path data) throws IOException {
    return of(ParquetRow.first(files, data));
  }

  private static SavedCoefficients of(Group row) {
    Group matrix = row.getGroup("coefficientMatrix", 0);
    return new SavedCoefficients(
        row.getInteger("numClasses", 0),
        row.getBoolean("isMultinomial", 0),
        rowMajor(matrix),
        values(row.getGroup("interceptVector", 0)));
  }

  private static double[] rowMajor(Group matrix) {
    double[] values = values(matrix);
    if (matrix.getBoolean("isTransposed", 0)) {
      return values;
    }
    int rows = matrix.getInteger("numRows", 0);
    int columns = matrix.getInteger("numCols", 0);
    return IntStream.range(0, values.length)
        .mapToDouble(i -> values[i % columns * rows + i / columns])
        .toArray();
  }

  /** Returns dense numbers, as our models are written. */
  private static double[] values(Group dense) {
    Group list = dense.getGroup("values", 0);
    return IntStream.range(0, list.getFieldRepetitionCount(0))
        .mapToDouble(i -> list.getGroup(0, i).getDouble(0, 0))
        .toArray();
  }

  /** Returns the numbers as names and values. */
  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("classes", classes);
    report.put("features", coefficients.length / intercepts.length);
    report.put("multinomial", multinomial);
    double square = 0;
    int nonZeros = 0;
    for (double value : coefficients) {
      square += value * value;
      nonZeros += value != 0 ? 1 : 0;
    }
    report.put("coefficientNorm", Math.sqrt(square));
    report.put("nonZeroCoefficients", nonZeros);
    report.put("weightsSha256", WeightsDigest.sha256(coefficients, intercepts));
    report.put("largestCoefficients", largest());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int row = 0; row < intercepts.length; row++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("class", multinomial ? row : 1);
      entry.put("intercept", intercepts[row]);
      rows.add(entry);
    }
    report.put("intercepts", rows);
    return report;
  }

  private List<Map<String, Object>> largest() {
    int features = coefficients.length / intercepts.length;
    Comparator<Integer> bySize =
        Comparator.comparingDouble((Integer i) -> Math.abs(coefficients[i])).reversed();
    List<Map<String, Object>> largest = new ArrayList<>();
    IntStream.range(0, coefficients.length)
        .boxed()
        .sorted(bySize)
        .limit(LARGEST)
        .forEach(
            i -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("feature", i % features);
              entry.put("class", multinomial ? i / features : 1);
              entry.put("coefficient", coefficients[i]);
              largest.add(entry);
            });
    return largest;
  }
}
