// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The rows of a fit in the order of their hashes, sorted once in each executor and not in each
 * shard's task. A broadcast takes it there; the order itself does not travel.
 */
final class SharedRows implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<SharedRows> CLASS = ClassTag$.MODULE$.apply(SharedRows.class);

  private final List<RowPack> packs;
  private transient HashedRows rows;

  private SharedRows(List<RowPack> packs) {
    this.packs = packs;
  }

  /** Takes rows to every executor. */
  static Broadcast<SharedRows> broadcast(SparkContext spark, List<RowPack> packs) {
    return spark.broadcast(new SharedRows(packs), CLASS);
  }

  /** For rows that tasks read for themselves. */
  static Broadcast<SharedRows> broadcast(SparkContext spark) {
    return broadcast(spark, null);
  }

  /** Returns the rows that came along, in order. */
  HashedRows get() {
    return get(() -> packs);
  }

  /** Returns the rows in order; the task that comes first makes them, and the others wait. */
  synchronized HashedRows get(Supplier<List<RowPack>> packs) {
    if (rows == null) {
      rows = new HashedRows(packs.get());
    }
    return rows;
  }

  /** Lets the rows of this process go; who asks again makes them again. */
  synchronized void forget() {
    rows = null;
  }
}
