// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.data.Block;
import sparkoptim.engine.line.ScalaCollections;

/** An RDD of shards that would like to be computed in certain places. */
final class PlacedRdd extends RDD<Block> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Block> BLOCKS = ClassTag$.MODULE$.apply(Block.class);

  private final RDD<Block> parent;
  private final transient Placement placement;

  PlacedRdd(RDD<Block> parent, Placement placement) {
    super(parent, BLOCKS);
    this.parent = parent;
    this.placement = placement;
  }

  @Override
  public Partition[] getPartitions() {
    return parent.partitions();
  }

  @Override
  public Iterator<Block> compute(Partition split, TaskContext task) {
    return parent.iterator(split, task);
  }

  /** Called on the driver. */
  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return ScalaCollections.scala(placement.of(split.index(), parent.getNumPartitions()));
  }
}
