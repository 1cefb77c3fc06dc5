// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.LocalDataSet;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** {@link RepeatedBatches} for LocalOptimizer. */
final class RepeatedLocal<D> implements LocalDataSet<D>, RepeatedBatches {
  private final LocalDataSet<D> data;
  private final HalfStepTurn turn = new HalfStepTurn();
  private final LastBatch<D> held = new LastBatch<>();

  RepeatedLocal(LocalDataSet<D> data) {
    this.data = data;
  }

  @Override
  public HalfStepTurn turn() {
    return turn;
  }

  /** BigDL counts the records, without {@code train}, when a training begins. */
  @Override
  public Iterator<D> data(boolean train) {
    if (!train) {
      turn.begin();
    }
    Iterator<D> batches = data.data(train);
    return train ? new Served<>(batches, turn, held) : new Doubled<>(batches);
  }

  @Override
  public void shuffle() {
    data.shuffle();
  }

  @Override
  public long size() {
    return 2 * data.size();
  }

  private static final class Served<D> extends AbstractIterator<D> {
    private final Iterator<D> batches;
    private final HalfStepTurn turn;
    private final LastBatch<D> held;

    Served(Iterator<D> batches, HalfStepTurn turn, LastBatch<D> held) {
      this.batches = batches;
      this.turn = turn;
      this.held = held;
    }

    @Override
    public boolean hasNext() {
      return turn.second() || batches.hasNext();
    }

    @Override
    public D next() {
      return held.next(turn.second(), batches::next);
    }
  }

  private static final class Doubled<D> extends AbstractIterator<D> {
    private final Iterator<D> batches;
    private D again;

    Doubled(Iterator<D> batches) {
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      return again != null || batches.hasNext();
    }

    @Override
    public D next() {
      D batch = again == null ? batches.next() : again;
      again = again == null ? batch : null;
      return batch;
    }
  }
}
