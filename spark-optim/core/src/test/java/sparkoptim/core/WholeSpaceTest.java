// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

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
