// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;

/** Factors of rows' weights by their class, as the param {@code classWeights} says. */
final class ClassWeights {
  static final String NONE = "none";
  static final String BALANCED = "balanced";

  private ClassWeights() {}

  /** Returns whether a text is a value of the param. */
  static boolean valid(String text) {
    try {
      return text.equals(NONE) || text.equals(BALANCED) || numbers(text).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static double[] numbers(String text) {
    double[] numbers =
        Arrays.stream(text.split(","))
            .mapToDouble(part -> Double.parseDouble(part.trim()))
            .toArray();
    for (double number : numbers) {
      if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("class weights must be finite and > 0");
      }
    }
    return numbers;
  }

  /**
   * Returns a factor per class; null where there are none.
   *
   * @param labels sum of weights of each class
   * @throws IllegalArgumentException if there are more or fewer numbers than classes
   */
  static double[] factors(String text, double[] labels) {
    if (text.equals(NONE)) {
      return null;
    }
    if (text.equals(BALANCED)) {
      double present = Arrays.stream(labels).filter(weight -> weight > 0).count();
      double mean = Arrays.stream(labels).sum() / present;
      return Arrays.stream(labels).map(weight -> weight > 0 ? mean / weight : 1).toArray();
    }
    double[] numbers = numbers(text);
    if (numbers.length != labels.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "classWeights has %d numbers, the labels have %d classes",
              numbers.length, labels.length));
    }
    return numbers;
  }

  /** Returns the sum of weights of each class. */
  static double[] sums(int classes, List<Block> blocks) {
    double[] sums = new double[classes];
    for (Block block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        sums[(int) block.labels[row]] += block.weight(row);
      }
    }
    return sums;
  }

  /** Adds sums; changes the first ones. */
  static double[] plus(double[] sums, double[] more) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += more[k];
    }
    return sums;
  }

  /** Returns the rows with their weights multiplied. */
  static Block apply(double[] factors, Block block) {
    double[] weights = new double[block.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = block.weight(row) * factors[(int) block.labels[row]];
    }
    return new Block(
        block.shard,
        block.index,
        block.width,
        block.labels,
        weights,
        block.offsets,
        block.columns,
        block.values);
  }
}
