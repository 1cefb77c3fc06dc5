// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FixedTreeTest {
  /** Of ten leaves: trees of every shape up to there. */
  private static final int LONGEST = 640;

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 2", "5, 4", "8, 4", "9, 8", "64, 32", "65, 64", "1000, 512"})
  void left_leaves_isTheLargestPowerOfTwoBelow(int leaves, int left) {
    assertThat(FixedTree.left(leaves)).isEqualTo(left);
  }

  @Test
  void dot_anyLength_hasTheBitsOfTheReference() {
    for (int length = 0; length <= LONGEST; length++) {
      double[] a = illConditioned(length, 1);
      double[] b = illConditioned(length, 2);
      assertThat(FixedTree.dot(a, b)).isEqualTo(tree(products(a, b), FixedTreeTest::eightSums));
    }
  }

  @Test
  void penalty_anyLength_hasTheBitsOfTheReference() {
    for (int length = 0; length <= LONGEST; length++) {
      double[] q = illConditioned(length, 1);
      double[] x = illConditioned(length, 2);
      double[] halves = products(products(products(q, constant(length, 0.5)), x), x);
      assertThat(FixedTree.penalty(q, null, x, 0, length))
          .isEqualTo(tree(halves, FixedTreeTest::leftToRight));
    }
  }

  private static double[] constant(int length, double value) {
    double[] constant = new double[length];
    Arrays.fill(constant, value);
    return constant;
  }

  /** Otherwise the tests above could not tell one order from another. */
  @Test
  void dot_illConditioned_mostlyDiffersFromOtherOrders() {
    int straight = 0;
    int straightLeaves = 0;
    int lengths = 0;
    for (int length = 100; length <= 1000; length += 10, lengths++) {
      double[] a = illConditioned(length, 1);
      double[] b = illConditioned(length, 2);
      double dot = FixedTree.dot(a, b);
      straight += dot != leftToRight(products(a, b)) ? 1 : 0;
      straightLeaves += dot != tree(products(a, b), FixedTreeTest::leftToRight) ? 1 : 0;
    }
    assertThat(straight).isGreaterThan(lengths / 2);
    assertThat(straightLeaves).isGreaterThan(lengths / 2);
  }

  @Test
  void dot_wholeNumbers_isExact() {
    double[] a = new double[200];
    double[] b = new double[200];
    for (int i = 0; i < a.length; i++) {
      a[i] = i + 1;
      b[i] = 2;
    }
    assertThat(FixedTree.dot(a, b)).isEqualTo(200 * 201);
    assertThat(FixedTree.penalty(b, b, a, 0, 200)).isEqualTo(200 * 201 * 401 / 6 + 200 * 201);
  }

  @Test
  void penalty_magnitudes_areTheTreeOfTheTerms() {
    for (int length = 0; length <= 700; length += 35) {
      double[] l = illConditioned(length, 1);
      double[] x = illConditioned(length, 2);
      double[] terms = products(l, x);
      for (int i = 0; i < length; i++) {
        terms[i] = Math.copySign(terms[i], l[i]);
      }
      assertThat(FixedTree.penalty(null, l, x, 0, length))
          .isEqualTo(tree(terms, FixedTreeTest::leftToRight));
    }
  }

  /** Mixed signs and magnitudes: every order of summation rounds differently. */
  private static double[] illConditioned(int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextGaussian() * StrictMath.pow(10, random.nextInt(3));
    }
    return values;
  }

  private static double[] products(double[] a, double[] b) {
    double[] products = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      products[i] = a[i] * b[i];
    }
    return products;
  }

  /** Blocks of 64 terms as leaves, split at the largest power of two below their number. */
  private static double tree(double[] terms, ToDoubleFunction<double[]> leaf) {
    int blocks = (terms.length + 63) / 64;
    if (blocks <= 1) {
      return leaf.applyAsDouble(terms);
    }
    int left = 1;
    while (2 * left < blocks) {
      left *= 2;
    }
    double[] first = Arrays.copyOf(terms, 64 * left);
    double[] second = Arrays.copyOfRange(terms, 64 * left, terms.length);
    return tree(first, leaf) + tree(second, leaf);
  }

  private static double leftToRight(double[] terms) {
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return sum;
  }

  /** Eights in eight running sums, added in pairs, the last terms one by one after them. */
  private static double eightSums(double[] terms) {
    double[] sums = new double[8];
    int whole = terms.length / 8 * 8;
    for (int i = 0; i < whole; i++) {
      sums[i % 8] += terms[i];
    }
    double left = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    double sum = left + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    for (int i = whole; i < terms.length; i++) {
      sum += terms[i];
    }
    return sum;
  }
}
