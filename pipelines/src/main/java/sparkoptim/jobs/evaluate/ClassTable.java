// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The confusion matrix, and what follows from it for each class. As in scikit-learn, a quotient of
 * the data without rows below the line is 0, and means over classes leave out those that neither
 * labels nor predictions have. A bootstrap sample without such rows has no quotient.
 */
final class ClassTable {
  private static final double MOST_EXACT = 0x1p53;

  private final int classes;
  private final int samples;
  private final double confidence;
  private final double[][] cells; // label * classes + prediction; null: no rows

  ClassTable(Map<Long, Double> kinds, int classes, EvaluationSettings settings) {
    this.classes = classes;
    this.samples = settings.replicates() + 1;
    this.confidence = settings.confidence();
    this.cells = new double[classes * classes][];
    kinds.forEach(
        (kind, weight) -> {
          double[] sums = new double[samples];
          Arrays.fill(sums, weight);
          cells[kind.intValue()] = sums;
        });
  }

  void add(Point point, double[] weights) {
    double[] sums = cells[(int) point.kind];
    for (int r = 1; r < samples; r++) {
      sums[r] += weights[r] - weights[0];
    }
  }

  /** Returns rows by label, columns by prediction. */
  List<List<Number>> confusion() {
    var matrix = new ArrayList<List<Number>>();
    for (int label = 0; label < classes; label++) {
      var line = new ArrayList<Number>();
      for (int prediction = 0; prediction < classes; prediction++) {
        double[] sums = cells[label * classes + prediction];
        line.add(sums == null ? Long.valueOf(0) : count(sums[0]));
      }
      matrix.add(line);
    }
    return matrix;
  }

  /** Returns a whole number as one: without weights, all are. */
  private static Number count(double weight) {
    return weight == Math.rint(weight) && weight < MOST_EXACT ? (Number) (long) weight : weight;
  }

  /** Returns precision, recall and F1 of each class. */
  List<Map<String, Object>> byClass() {
    var table = new ArrayList<Map<String, Object>>();
    for (int c = 0; c < classes; c++) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("class", c);
      line.put("support", count(labelled(c)[0]));
      Map<String, Object> intervals = new LinkedHashMap<>();
      put(line, intervals, "precision", precision(c));
      put(line, intervals, "recall", recall(c));
      put(line, intervals, "f1", f1(c));
      if (!intervals.isEmpty()) {
        line.put("intervals", intervals);
      }
      table.add(line);
    }
    return table;
  }

  private void put(
      Map<String, Object> line, Map<String, Object> intervals, String name, double[] values) {
    Estimate estimate = Estimate.of(values, confidence);
    line.put(name, estimate.value());
    if (estimate.interval() != null) {
      intervals.put(name, estimate.interval());
    }
  }

  /** Adds means over classes, alike and by their rows. */
  void putMeans(Map<String, Estimate> estimates) {
    putMeans(estimates, "Precision", this::precision);
    putMeans(estimates, "Recall", this::recall);
    putMeans(estimates, "F1", this::f1);
  }

  private void putMeans(
      Map<String, Estimate> estimates, String name, IntFunction<double[]> ofClass) {
    double[] alike = new double[samples];
    double[] byRows = new double[samples];
    double[] all = new double[samples];
    int present = 0;
    for (int c = 0; c < classes; c++) {
      double[] labelled = labelled(c);
      if (labelled[0] + predicted(c)[0] > 0) {
        present++;
        double[] values = ofClass.apply(c);
        for (int r = 0; r < samples; r++) {
          double value = Double.isNaN(values[r]) ? 0 : values[r];
          alike[r] += value;
          byRows[r] += labelled[r] * value;
          all[r] += labelled[r];
        }
      }
    }
    for (int r = 0; r < samples; r++) {
      alike[r] = all[r] > 0 ? alike[r] / present : Double.NaN;
      byRows[r] /= all[r];
    }
    estimates.put("macro" + name, Estimate.of(alike, confidence));
    estimates.put("weighted" + name, Estimate.of(byRows, confidence));
  }

  private double[] precision(int c) {
    return quotient(right(c), predicted(c));
  }

  private double[] recall(int c) {
    return quotient(right(c), labelled(c));
  }

  private double[] f1(int c) {
    double[] right = right(c);
    double[] labelled = labelled(c);
    double[] predicted = predicted(c);
    double[] twice = new double[samples];
    double[] both = new double[samples];
    for (int r = 0; r < samples; r++) {
      twice[r] = 2 * right[r];
      both[r] = labelled[r] + predicted[r];
    }
    return quotient(twice, both);
  }

  private static double[] quotient(double[] part, double[] whole) {
    double[] quotient = new double[part.length];
    for (int r = 0; r < part.length; r++) {
      double undefined = r == 0 ? 0 : Double.NaN;
      quotient[r] = whole[r] > 0 ? part[r] / whole[r] : undefined;
    }
    return quotient;
  }

  private double[] right(int c) {
    return sum(c * classes + c, 1, 1);
  }

  private double[] labelled(int c) {
    return sum(c * classes, 1, classes);
  }

  private double[] predicted(int c) {
    return sum(c, classes, classes);
  }

  private double[] sum(int first, int stride, int count) {
    double[] sum = new double[samples];
    for (int i = 0; i < count; i++) {
      double[] cell = cells[first + i * stride];
      for (int r = 0; cell != null && r < samples; r++) {
        sum[r] += cell[r];
      }
    }
    return sum;
  }
}
