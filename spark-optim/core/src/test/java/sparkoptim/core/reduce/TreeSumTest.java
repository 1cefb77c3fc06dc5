// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TreeSumTest {
  private static final int LENGTH = 3;
  private static final int MOST = 40;

  @Test
  void finish_oneToFortyLeaves_hasTheBitsOfTheRecursion() {
    for (int leaves = 1; leaves <= MOST; leaves++) {
      List<double[]> vectors = vectors(leaves);
      assertThat(sum(new TreeSum(LENGTH), vectors))
          .as("%d leaves", leaves)
          .isEqualTo(recursive(vectors));
    }
  }

  @Test
  void finish_usedAgainAndAgain_forgetsWhatWasBefore() {
    TreeSum reused = new TreeSum(LENGTH);
    for (int leaves : new int[] {MOST, 1, 7, 8, 3, 16, 2, 33}) {
      List<double[]> vectors = vectors(leaves);
      assertThat(sum(reused, vectors)).as("%d leaves", leaves).isEqualTo(recursive(vectors));
    }
  }

  /** Otherwise the tests above could not tell one order from another. */
  @Test
  void finish_illConditioned_differsFromLeftToRight() {
    List<double[]> vectors = vectors(MOST);
    double[] straight = new double[LENGTH];
    for (double[] vector : vectors) {
      straight = add(straight, vector);
    }
    assertThat(recursive(vectors)).isNotEqualTo(straight);
  }

  @Test
  void finish_result_isTheCallers() {
    TreeSum sum = new TreeSum(LENGTH);
    List<double[]> vectors = vectors(5);
    double[] first = sum(sum, vectors);
    double[] kept = first.clone();
    sum(sum, vectors(9));
    assertThat(first).isEqualTo(kept);
  }

  @Test
  void finish_noLeaves_isRefused() {
    TreeSum sum = new TreeSum(LENGTH);
    assertThatThrownBy(() -> sum.finish(new double[LENGTH]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sum of no leaves");
    sum(sum, vectors(2));
    assertThatThrownBy(() -> sum.finish(new double[LENGTH]))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<double[]> vectors(int count) {
    Random random = new Random(count);
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double magnitude = StrictMath.pow(10, random.nextInt(12));
      vectors.add(random.doubles(LENGTH, -magnitude, magnitude).toArray());
    }
    return vectors;
  }

  private static double[] sum(TreeSum sum, List<double[]> vectors) {
    for (double[] vector : vectors) {
      System.arraycopy(vector, 0, sum.leaf(), 0, LENGTH);
      sum.add();
    }
    double[] result = new double[LENGTH];
    sum.finish(result);
    return result;
  }

  private static double[] recursive(List<double[]> vectors) {
    if (vectors.size() == 1) {
      return vectors.get(0);
    }
    int left = FixedTree.left(vectors.size());
    return add(
        recursive(vectors.subList(0, left)), recursive(vectors.subList(left, vectors.size())));
  }

  private static double[] add(double[] a, double[] b) {
    double[] sum = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
