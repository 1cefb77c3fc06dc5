// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sparkoptim.core.reduce.FixedTree;

final class WholeSpaceTest {
  @Test
  void space_holdsEverything() {
    Space space = new WholeSpace(5);
    assertThat(space.dimension()).isEqualTo(5);
    assertThat(space.offset()).isZero();
    assertThat(space.size()).isEqualTo(5);
  }

  /** Ranges within a block and over several; of what is outside no bit matters. */
  @Test
  void rangeDots_ranges_areProductsOfTheirCoordinatesAlone() {
    Random random = new Random(2);
    double[] a = random.doubles(200, -1, 1).toArray();
    double[] b = random.doubles(200, -1, 1).toArray();
    int[] starts = {0, 3, 3, 70, 200};
    double[] results = new double[4];
    new WholeSpace(200).rangeDots(a, b, starts, results);
    for (int range = 0; range < 4; range++) {
      double product = 0;
      for (int i = starts[range]; i < starts[range + 1]; i++) {
        product += a[i] * b[i];
      }
      assertThat(results[range]).isCloseTo(product, within(1e-14));
    }
    double[] whole = new double[1];
    new WholeSpace(200).rangeDots(a, b, new int[] {0, 200}, whole);
    assertThat(whole[0]).isEqualTo(FixedTree.dot(a, b));
  }

  @Test
  void dots_severalVectors_areTheFixedTreesProducts() {
    Random random = new Random(1);
    double[] with = random.doubles(200, -1, 1).toArray();
    double[][] vectors = {random.doubles(200, -1, 1).toArray(), with};
    double[] results = new double[2];
    new WholeSpace(200).dots(with, vectors, results);
    assertThat(results)
        .isEqualTo(new double[] {FixedTree.dot(with, vectors[0]), FixedTree.dot(with, with)});
  }
}
