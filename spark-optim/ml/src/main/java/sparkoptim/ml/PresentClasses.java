// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sparkoptim.core.data.Block;

/**
 * The classes that have rows. One without would never converge, as its best intercept is minus
 * infinity: it takes no part in the training, and the model gives it probability 0.
 */
final class PresentClasses implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] labels;
  private final int[] number;

  /** Takes the sum of weights of each label. */
  PresentClasses(double[] weights) {
    labels = IntStream.range(0, weights.length).filter(k -> weights[k] > 0).toArray();
    number = new int[weights.length];
    for (int k = 0; k < labels.length; k++) {
      number[labels[k]] = k;
    }
  }

  /** Returns as many classes, as if all had rows. */
  static PresentClasses every(int classes) {
    double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    return new PresentClasses(weights);
  }

  /** Returns what a user should hear of the classes without rows. */
  String warning() {
    return "no row of weight > 0 has the label %s: it takes no part in the training and has"
            .formatted(
                Arrays.stream(absent())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", ")))
        + " probability 0. Labels are 0, 1, 2, ... (jobs renumber them by data.relabel = sorted)";
  }

  /** Returns the number of classes with rows. */
  int count() {
    return labels.length;
  }

  /** Returns the number of classes, those without rows too. */
  int classes() {
    return number.length;
  }

  /** Returns whether a class has rows. */
  boolean has(int label) {
    return Arrays.binarySearch(labels, label) >= 0;
  }

  /** Returns the place of a class with rows among those that have some. */
  int numberOf(int label) {
    return number[label];
  }

  /** Returns whether every class has rows. */
  boolean all() {
    return labels.length == number.length;
  }

  /** Returns the labels of the classes without rows. */
  int[] absent() {
    return IntStream.range(0, number.length)
        .filter(k -> Arrays.binarySearch(labels, k) < 0)
        .toArray();
  }

  /** Returns the values of the classes with rows, given those of all. */
  double[] of(double[] all) {
    return Arrays.stream(labels).mapToDouble(k -> all[k]).toArray();
  }

  /** Returns the rows of values of the classes with rows, given those of all. */
  double[] rowsOf(double[] all) {
    int width = all.length / number.length;
    double[] rows = new double[width * labels.length];
    for (int k = 0; k < labels.length; k++) {
      System.arraycopy(all, labels[k] * width, rows, k * width, width);
    }
    return rows;
  }

  /** Returns the rows with their classes numbered from 0 without gaps. */
  Block renumbered(Block block) {
    if (all()) {
      return block;
    }
    double[] renumbered = Arrays.stream(block.labels).map(label -> number[(int) label]).toArray();
    return block.labelled(renumbered, block.weights);
  }

  /** Returns a row of values for every class, given those with rows: 0 for the others. */
  double[] coefficients(double[] present) {
    int width = present.length / labels.length;
    double[] rows = new double[width * number.length];
    for (int k = 0; k < labels.length; k++) {
      System.arraycopy(present, k * width, rows, labels[k] * width, width);
    }
    return rows;
  }

  /** Returns an intercept for every class, given those with rows: minus infinity for the others. */
  double[] intercepts(double[] present) {
    double[] intercepts = new double[number.length];
    Arrays.fill(intercepts, Double.NEGATIVE_INFINITY);
    for (int k = 0; k < labels.length; k++) {
      intercepts[labels[k]] = present[k];
    }
    return intercepts;
  }
}
