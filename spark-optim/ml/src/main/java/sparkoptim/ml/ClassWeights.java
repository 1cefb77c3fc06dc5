// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
      return text.equals(NONE) || text.equals(BALANCED) || !pairs(text).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isMap(String text) {
    return text.contains(":");
  }

  /** Returns the factors by class, of a list as well as of a map. */
  private static Map<Integer, Double> pairs(String text) {
    Map<Integer, Double> pairs = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split(":", -1);
      int label = isMap(text) ? Integer.parseInt(pair[0].trim()) : pairs.size();
      double factor = Double.parseDouble(pair[pair.length - 1].trim());
      boolean fits = label >= 0 && factor > 0 && factor < Double.POSITIVE_INFINITY;
      if (!fits || pair.length != (isMap(text) ? 2 : 1) || pairs.put(label, factor) != null) {
        throw new IllegalArgumentException("class weights must be finite and > 0, one a class");
      }
    }
    return pairs;
  }

  /** Returns the text of a map. */
  static String text(Map<Integer, Double> byClass) {
    return new TreeMap<>(byClass)
        .entrySet().stream()
            .map(pair -> pair.getKey() + ": " + pair.getValue())
            .collect(Collectors.joining(", "));
  }

  /**
   * Returns a factor per class; null where there are none.
   *
   * @param labels sum of weights of each class
   * @throws IllegalArgumentException if there are more or fewer numbers than classes, or a map
   *     names a class that is not there
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
    Map<Integer, Double> pairs = pairs(text);
    if (!isMap(text) && pairs.size() != labels.length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "classWeights has %d numbers, the labels have %d classes",
              pairs.size(), labels.length));
    }
    double[] factors = new double[labels.length];
    Arrays.fill(factors, 1);
    pairs.forEach(
        (label, factor) -> {
          if (label >= factors.length) {
            throw new IllegalArgumentException(
                PlainText.of(
                    "classWeights names class %d, the labels have classes 0 to %d",
                    label, factors.length - 1));
          }
          factors[label] = factor;
        });
    return factors;
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
    return block.labelled(block.labels, weights);
  }
}
