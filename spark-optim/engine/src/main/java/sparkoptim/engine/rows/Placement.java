// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;
import sparkoptim.engine.line.ScalaCollections;

/**
 * The preferred places of shards: in order, an equal share on each executor, so that a rank finds
 * the shards that it owns in its own executor. A wish: an executor that is gone or busy is passed
 * over.
 */
final class Placement {
  private final List<String> executors;

  Placement(List<String> executors) {
    this.executors = executors;
  }

  /**
   * Returns a placement over the present executors; without any if the driver does the work itself.
   */
  static Placement ofNow() {
    List<BlockManagerId> found =
        new ArrayList<>(
            ScalaCollections.java(SparkEnv.get().blockManager().master().getMemoryStatus())
                .keySet());
    found.removeIf(BlockManagerId::isDriver);
    found.sort(
        Comparator.comparing(BlockManagerId::host)
            .thenComparing(id -> id.executorId().length())
            .thenComparing(BlockManagerId::executorId));
    return new Placement(
        found.stream().map(id -> "executor_" + id.host() + "_" + id.executorId()).toList());
  }

  /** Returns Spark's name for the place of a shard: one or none. */
  List<String> of(int shard, int shards) {
    return executors.isEmpty()
        ? List.of()
        : List.of(executors.get((int) ((long) shard * executors.size() / shards)));
  }
}
