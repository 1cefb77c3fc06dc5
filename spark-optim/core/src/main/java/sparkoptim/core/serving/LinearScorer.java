// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import java.io.IOException;
import java.nio.file.Path;
import sparkoptim.core.PlainText;

/**
 * Scores rows by a linear model, without Spark: predictions have the bits of the model's own. Any
 * number of threads may share one. Nothing is allocated but where a method says so.
 *
 * <pre>{@code
 * LinearScorer scorer = LinearScorer.load(Path.of("runs/digits/model/stages/0_logreg"));
 * double label = scorer.predict(indices, values);
 * }</pre>
 */
public final class LinearScorer {
  private final LinearNumbers numbers;
  private final double[] coefficients;
  private final double[] shifts;
  private final double limit;

  /** Takes a model's numbers, which must not change any more. */
  public LinearScorer(LinearNumbers numbers) {
    this.numbers = numbers;
    coefficients = byFeature(numbers);
    boolean two = numbers.classes() == 2 && numbers.rows() == 1;
    limit = two ? numbers.marginOfThreshold() : Double.NaN;
    shifts = two ? new double[0] : numbers.thresholds().clone();
    for (int k = 0; k < shifts.length; k++) {
      shifts[k] = Math.log(shifts[k]);
    }
  }

  /** A feature's coefficients lie side by side: those of a sparse row are in few cache lines. */
  private static double[] byFeature(LinearNumbers numbers) {
    int rows = numbers.rows();
    double[] columns = numbers.coefficients();
    if (rows > 1) {
      columns = new double[columns.length];
      for (int at = 0; at < columns.length; at++) {
        int feature = at / rows;
        columns[at] = numbers.coefficients()[at % rows * numbers.features() + feature];
      }
    }
    return columns;
  }

  /**
   * Loads a model that a stage of this library saved.
   *
   * @param path the model's folder, or the file {@code scorer.bin} in it
   * @throws IOException if there is no such file, or it is damaged
   */
  public static LinearScorer load(Path path) throws IOException {
    return new LinearScorer(ScorerFile.read(path));
  }

  /** Returns the model's numbers. */
  public LinearNumbers numbers() {
    return numbers;
  }

  /**
   * Returns a margin of a dense row.
   *
   * @param row of the coefficients: 0, or a class with softmax
   */
  public double margin(double[] features, int row) {
    if (features.length != numbers.features()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the model has %d features, was a row of %d", numbers.features(), features.length));
    }
    double margin = numbers.intercepts()[row];
    int rows = numbers.rows();
    int at = row;
    for (double value : features) {
      margin += coefficients[at] * value;
      at += rows;
    }
    return margin;
  }

  /**
   * Returns a margin of a sparse row.
   *
   * @param indices of the features that are not 0, from 0 on
   * @param values at these
   * @param row of the coefficients: 0, or a class with softmax
   */
  public double margin(int[] indices, double[] values, int row) {
    double margin = numbers.intercepts()[row];
    int rows = numbers.rows();
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      if (index < 0 || index >= numbers.features()) {
        throw new IllegalArgumentException(
            PlainText.of(
                "the model has the features 0 to %d, was an index %d",
                numbers.features() - 1, index));
      }
      margin += coefficients[index * rows + row] * values[i];
    }
    return margin;
  }

  /** Returns the prediction for a dense row: a number, or a class. */
  public double predict(double[] features) {
    if (numbers.kind() != LinearKind.SOFTMAX) {
      return ofMargin(margin(features, 0));
    }
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < numbers.rows(); k++) {
      double score = shifted(margin(features, k), k);
      if (score > most) {
        most = score;
        best = k;
      }
    }
    return best;
  }

  /** Returns the prediction for a sparse row, as {@link #predict(double[])}. */
  public double predict(int[] indices, double[] values) {
    if (numbers.kind() != LinearKind.SOFTMAX) {
      return ofMargin(margin(indices, values, 0));
    }
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < numbers.rows(); k++) {
      double score = shifted(margin(indices, values, k), k);
      if (score > most) {
        most = score;
        best = k;
      }
    }
    return best;
  }

  /**
   * The largest probability over threshold is the largest margin less the threshold's logarithm.
   */
  private double shifted(double margin, int row) {
    return shifts.length == 0 ? margin : margin - shifts[row];
  }

  private double ofMargin(double margin) {
    return switch (numbers.kind()) {
      case POISSON -> Math.exp(margin);
      case MARGIN, LOGISTIC -> margin > limit ? 1 : 0;
      default -> margin;
    };
  }

  /**
   * Computes the classes' probabilities of a dense row.
   *
   * @param into receives one per class
   * @throws UnsupportedOperationException of models without probabilities
   */
  public void probabilities(double[] features, double[] into) {
    prepare(into);
    for (int k = 0; k < numbers.rows(); k++) {
      into[k] = margin(features, k);
    }
    ofMargins(into);
  }

  /** Computes the classes' probabilities of a sparse row. */
  public void probabilities(int[] indices, double[] values, double[] into) {
    prepare(into);
    for (int k = 0; k < numbers.rows(); k++) {
      into[k] = margin(indices, values, k);
    }
    ofMargins(into);
  }

  private void prepare(double[] into) {
    if (!numbers.kind().probable()) {
      throw new UnsupportedOperationException(
          "a %s model has no probabilities: use predict or margin".formatted(numbers.kind()));
    }
    if (into.length != numbers.classes()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the model has %d classes, was room for %d", numbers.classes(), into.length));
    }
  }

  private void ofMargins(double[] values) {
    if (numbers.kind() == LinearKind.LOGISTIC) {
      double margin = values[0];
      values[0] = 1 / (1 + Math.exp(margin));
      values[1] = 1 - values[0];
    } else {
      softmax(values);
    }
  }

  /** Replaces margins by probabilities; an infinite margin is certainty. */
  public static void softmax(double[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    boolean certain = largest == Double.POSITIVE_INFINITY;
    double total = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = certain ? (values[k] == largest ? 1 : 0) : Math.exp(values[k] - largest);
      total += values[k];
    }
    for (int k = 0; !certain && k < values.length; k++) {
      values[k] /= total;
    }
  }
}
