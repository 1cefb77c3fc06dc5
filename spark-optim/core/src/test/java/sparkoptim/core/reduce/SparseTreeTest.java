// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SparseTreeTest {
  private static final int DIMENSION = 50;

  /** Random sparse leaves among random owners, beside the dense sum of the same leaves. */
  @Test
  void sum_anyOwners_hasTheBitsOfTheDenseSum() {
    Random random = new Random(1);
    for (int trial = 0; trial < 300; trial++) {
      int leaves = 1 + random.nextInt(17);
      int owners = 1 + random.nextInt(leaves);
      int[] cuts = new int[owners + 1];
      for (int owner = 1; owner <= owners; owner++) {
        cuts[owner] = (int) ((long) leaves * owner / owners);
      }
      AlignedSubtrees pieces = new AlignedSubtrees(cuts);
      double[][] dense = new double[leaves][DIMENSION + 1];
      TreeSum expected = new TreeSum(DIMENSION + 1);
      for (double[] leaf : dense) {
        for (int k = random.nextInt(5); k > 0; k--) {
          leaf[random.nextInt(DIMENSION)] = random.nextGaussian();
        }
        leaf[DIMENSION] = random.nextGaussian();
        System.arraycopy(leaf, 0, expected.leaf(), 0, leaf.length);
        expected.add();
      }
      double[] sum = new double[DIMENSION + 1];
      expected.finish(sum);
      assertThat(sparse(pieces, owners, cuts, dense)).isEqualTo(sum);
    }
  }

  private static double[] sparse(
      AlignedSubtrees pieces, int owners, int[] cuts, double[][] leaves) {
    SparseSubtrees[] told = new SparseSubtrees[owners];
    for (int owner = 0; owner < owners; owner++) {
      told[owner] = told(pieces, owner, cuts, leaves);
    }
    SparseTree tree = new SparseTree(pieces, DIMENSION);
    tree.take(told, 0, owners);
    SparseSum result = new SparseSum();
    result.at(tree.slots());
    tree.sum(0, leaves.length, result.values);
    double[] sum = new double[DIMENSION + 1];
    for (int i = 0; i < result.count; i++) {
      sum[result.indices[i]] = result.values[i];
    }
    sum[DIMENSION] = result.last();
    return sum;
  }

  /** What an owner tells, after a message in single precision would have kept its indices. */
  private static SparseSubtrees told(
      AlignedSubtrees pieces, int owner, int[] cuts, double[][] leaves) {
    IndexSlots slots = new IndexSlots(DIMENSION);
    for (int leaf = cuts[owner]; leaf < cuts[owner + 1]; leaf++) {
      for (int i = 0; i < DIMENSION; i++) {
        if (leaves[leaf][i] != 0) {
          slots.add(i);
        }
      }
    }
    int first = pieces.first(owner);
    int count = pieces.first(owner + 1) - first;
    SparseSubtrees told = new SparseSubtrees(count, DIMENSION);
    told.at(slots);
    TreeSum sum = new TreeSum(0);
    sum.length(slots.count() + 1);
    for (int piece = first; piece < first + count; piece++) {
      for (int leaf = pieces.start(piece); leaf < pieces.start(piece + 1); leaf++) {
        for (int slot = 0; slot < slots.count(); slot++) {
          sum.leaf()[slot] = leaves[leaf][slots.indices()[slot]];
        }
        sum.leaf()[slots.count()] = leaves[leaf][DIMENSION];
        sum.add();
      }
      sum.finish(told.values(piece - first));
    }
    double[] message = new double[told.messageLength() + 3];
    told.write(message, 3);
    SparseSubtrees read = new SparseSubtrees(count, DIMENSION);
    read.read(message, 3);
    return read.trim();
  }

  @ParameterizedTest
  @CsvSource({"16777216, 16777215", "16777217, 16777216", "20000000, 19999999"})
  void write_largeIndices_areExactInSinglePrecision(int dimension, int index) {
    IndexSlots slots = new IndexSlots(dimension);
    slots.add(index);
    slots.add(7);
    SparseSubtrees told = new SparseSubtrees(1, dimension);
    told.at(slots);
    told.values(0)[0] = 1.5;
    told.values(0)[1] = -0.25;
    told.values(0)[2] = 3;
    double[] message = new double[told.messageLength()];
    told.write(message, 0);
    for (int i = 0; i < message.length; i++) {
      message[i] = (float) message[i];
    }
    SparseSubtrees read = new SparseSubtrees(1, dimension);
    read.read(message, 0);
    assertThat(read.trim().indices()).containsExactly(index, 7);
    assertThat(read.values(0)).containsExactly(1.5, -0.25, 3);
  }
}
