// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AlignedSubtreesTest {
  @Test
  void pieces_powersOfTwo_areOneAnOwner() {
    AlignedSubtrees pieces = new AlignedSubtrees(0, 4, 8, 12, 16);
    assertThat(pieces.count()).isEqualTo(4);
    for (int owner = 0; owner <= 4; owner++) {
      assertThat(pieces.first(owner)).isEqualTo(owner);
      assertThat(pieces.start(owner)).isEqualTo(4 * owner);
    }
  }

  @Test
  void pieces_oddCuts_areTheLargestSubtrees() {
    AlignedSubtrees pieces = new AlignedSubtrees(0, 5, 10, 16);
    int[] starts = new int[pieces.count() + 1];
    Arrays.setAll(starts, pieces::start);
    assertThat(starts).containsExactly(0, 4, 5, 6, 8, 10, 12, 16);
    assertThat(pieces.first(1)).isEqualTo(2);
    assertThat(pieces.first(2)).isEqualTo(5);
  }

  @Test
  void pieces_emptyOwners_haveNone() {
    AlignedSubtrees pieces = new AlignedSubtrees(0, 0, 3, 3);
    assertThat(pieces.first(1)).isZero();
    assertThat(pieces.first(3)).isEqualTo(pieces.count());
    assertThat(new AlignedSubtrees(0, 0).sum(new double[0])).isZero();
  }

  @Test
  void pieces_descendingCuts_areRefused() {
    assertThatThrownBy(() -> new AlignedSubtrees(0, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cuts must ascend from 0, were [0, 3, 2]");
  }

  /** Whoever owns what: the sum of sums of subtrees has the bits of the sum of the leaves. */
  @Test
  void sum_anyCuts_hasTheBitsOfTheWholeTree() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      int leaves = 1 + random.nextInt(40);
      int owners = 1 + random.nextInt(6);
      int[] cuts = random.ints(owners + 1L, 0, leaves + 1).sorted().toArray();
      cuts[0] = 0;
      cuts[owners] = leaves;
      double[][] values = new double[leaves][];
      Arrays.setAll(values, leaf -> random.doubles(3, -1e9, 1e9).toArray());
      TreeSum whole = new TreeSum(3);
      add(whole, values, 0, leaves);
      double[] expected = new double[3];
      whole.finish(expected);

      AlignedSubtrees pieces = new AlignedSubtrees(cuts);
      double[][] parts = new double[pieces.count()][4];
      int[] at = new int[pieces.count()];
      double[] firsts = new double[pieces.count()];
      for (int piece = 0; piece < pieces.count(); piece++) {
        TreeSum part = new TreeSum(3);
        add(part, values, pieces.start(piece), pieces.start(piece + 1));
        double[] sum = new double[3];
        part.finish(sum);
        at[piece] = piece % 2;
        System.arraycopy(sum, 0, parts[piece], at[piece], 3);
        firsts[piece] = sum[0];
      }
      double[] result = new double[5];
      pieces.sum(0, leaves, parts, at, 0, 3, result, 1);
      assertThat(result).containsExactly(0, expected[0], expected[1], expected[2], 0);
      assertThat(pieces.sum(firsts)).isEqualTo(expected[0]);
    }
  }

  private static void add(TreeSum sum, double[][] values, int from, int to) {
    for (int leaf = from; leaf < to; leaf++) {
      System.arraycopy(values[leaf], 0, sum.leaf(), 0, 3);
      sum.add();
    }
  }
}
