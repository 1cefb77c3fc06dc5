// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.data.Block;
import sparkoptim.engine.line.ScalaCollections;

/**
 * Shards of few rows, which every executor gets once. They have no parents, so a task takes along
 * its number alone. Spark lets the broadcast rows go when nothing knows of them.
 */
final class BroadcastShards extends RDD<Block> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Block> BLOCKS = ClassTag$.MODULE$.apply(Block.class);

  private final Broadcast<SharedRows> sorted;
  private final int shards;
  private final int blockRows;
  private final boolean weighted;

  /**
   * Creates the shards of rows.
   *
   * @param blockRows rows of a block
   */
  BroadcastShards(
      SparkContext spark, List<RowPack> packs, int shards, int blockRows, boolean weighted) {
    super(spark, none(), BLOCKS);
    sorted = SharedRows.broadcast(spark, packs);
    this.shards = shards;
    this.blockRows = blockRows;
    this.weighted = weighted;
  }

  private static Seq<Dependency<?>> none() {
    return ScalaCollections.scala(List.of());
  }

  @Override
  public Partition[] getPartitions() {
    return IntStream.range(0, shards).mapToObj(Shard::new).toArray(Partition[]::new);
  }

  @Override
  public Iterator<Block> compute(Partition split, TaskContext task) {
    RowRun rows = sorted.value().get().every(split.index(), shards);
    return ScalaCollections.scala(new BlockRun(rows, split.index(), blockRows, weighted));
  }

  private static final class Shard implements Partition, Serializable {
    private static final long serialVersionUID = 1L;
    private final int index;

    Shard(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Shard shard && shard.index == index;
    }
  }
}
