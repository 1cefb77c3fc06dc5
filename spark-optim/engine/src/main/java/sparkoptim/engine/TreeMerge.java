// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;
import sparkoptim.core.reduce.FixedTree;

/** Merges what shards have made in the fixed tree. */
final class TreeMerge {
  private TreeMerge() {}

  /** Merges parts in their order; runs of a power of two parts may have been merged before. */
  static <T> T of(List<T> parts, Function2<T, T, T> merge) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int left = FixedTree.left(parts.size());
    T first = of(parts.subList(0, left), merge);
    T second = of(parts.subList(left, parts.size()), merge);
    try {
      return merge.call(first, second);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("could not merge what two shards made", e);
    }
  }

  /**
   * Returns how many of the shards to merge first: a power of two, about as large as the number of
   * runs that result.
   */
  static int run(int shards) {
    int bits = Integer.numberOfTrailingZeros(shards);
    return 1 << ((bits + 1) / 2);
  }

  /** Returns the parts by their numbers. */
  static <T> List<T> inOrder(Iterator<Tuple2<Integer, T>> parts) {
    List<Tuple2<Integer, T>> list = new ArrayList<>();
    parts.forEachRemaining(list::add);
    list.sort(Comparator.comparingInt(Tuple2::_1));
    return list.stream().map(Tuple2::_2).toList();
  }
}
