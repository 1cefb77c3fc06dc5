// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;

/**
 * {@link RepeatedBatches} for DistriOptimizer, which asks for a new iterator, at a random place, in
 * every step: so every partition keeps its last mini-batch beside the data.
 */
final class RepeatedDistributed<D> implements DistributedDataSet<D>, RepeatedBatches {
  private final DistributedDataSet<D> data;
  private final HalfStepTurn turn = new HalfStepTurn();
  private final JavaRDD<LastBatch<D>> held;

  RepeatedDistributed(DistributedDataSet<D> data) {
    this.data = data;
    held =
        data.originRDD()
            .toJavaRDD()
            .mapPartitions(rows -> List.of(new LastBatch<D>()).iterator())
            .setName("last mini-batches")
            .persist(StorageLevel.MEMORY_ONLY());
  }

  @Override
  public HalfStepTurn turn() {
    return turn;
  }

  /** BigDL counts the records, without {@code train}, when a training begins, or begins again. */
  @Override
  public RDD<D> data(boolean train) {
    if (!train) {
      turn.begin();
      return data.data(false)
          .toJavaRDD()
          .flatMap(batch -> Collections.nCopies(2, batch).iterator())
          .rdd();
    }
    return data.data(true).toJavaRDD().zipPartitions(held, new Serve<D>(turn)).rdd();
  }

  @Override
  public void shuffle() {
    data.shuffle();
  }

  @Override
  public long size() {
    return 2 * data.size();
  }

  @Override
  public RDD<?> originRDD() {
    return data.originRDD();
  }

  @Override
  public void cache() {
    data.cache();
  }

  @Override
  public void unpersist() {
    data.unpersist();
    held.unpersist();
  }

  @Override
  public boolean isCached() {
    return data.isCached();
  }

  @Override
  public void isCached_$eq(boolean cached) {
    data.isCached_$eq(cached);
  }

  /** No lambda: Spark serialises this object, and the turn in it, anew for every job. */
  private static final class Serve<D>
      implements FlatMapFunction2<Iterator<D>, Iterator<LastBatch<D>>, D> {
    private static final long serialVersionUID = 1L;

    private final HalfStepTurn turn;

    Serve(HalfStepTurn turn) {
      this.turn = turn;
    }

    @Override
    public Iterator<D> call(Iterator<D> batches, Iterator<LastBatch<D>> held) {
      LastBatch<D> last = held.next();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return turn.second() || batches.hasNext();
        }

        @Override
        public D next() {
          return last.next(turn.second(), batches::next);
        }
      };
    }
  }
}
