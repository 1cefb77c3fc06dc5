// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import sparkoptim.core.Cancellation;

/** Makes things of shards on all cores, a few shards at a time, so that few are held at once. */
final class ParallelWindows {
  private ParallelWindows() {}

  /** Makes in parallel, and takes in the order of the shards by this thread. */
  static <T> void of(int shards, IntFunction<T> make, BiConsumer<Integer, T> take) {
    int window = Runtime.getRuntime().availableProcessors();
    for (int from = 0; from < shards; from += window) {
      Cancellation.check();
      int until = Math.min(shards, from + window);
      List<T> made = IntStream.range(from, until).parallel().mapToObj(make).toList();
      for (int shard = from; shard < until; shard++) {
        take.accept(shard, made.get(shard - from));
      }
    }
  }
}
