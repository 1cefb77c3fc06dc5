// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.utils.File;
import com.intel.analytics.bigdl.dllib.utils.Table;

/**
 * The common base of our methods for BigDL: a table of counts that BigDL writes, and a history that
 * {@link #save} writes along, unlike BigDL's own methods, which drop theirs.
 *
 * <p>Training in LocalOptimizer that is saved, loaded and continued is the same as one run, as long
 * as the mini-batches are: the method's history survives the first {@link #clearHistory} after
 * {@link OptimMethod#load}, which is BigDL's optimizer beginning. In DistriOptimizer the histories
 * are on the executors and never come back: what it saves there is the driver's copy, which has
 * none.
 */
public abstract class StatefulMethod<T> implements OptimMethod<T> {
  private static final long serialVersionUID = 1L;

  private Table state = Counters.fresh();

  StatefulMethod() {}

  /** Returns the owner of the history. */
  abstract History<?> keeper();

  /** Drops the history; not the one that was just loaded, which is for the training to come. */
  @Override
  public void clearHistory() {
    keeper().clear();
  }

  /** Drops the history, a loaded one too: the next training begins anew. */
  public void forget() {
    keeper().drop();
  }

  @Override
  public Table state() {
    return state;
  }

  @Override
  public void state_$eq(Table table) {
    state = table;
  }

  /** Writes settings, counts and history; keeps them. */
  @Override
  public OptimMethod<T> save(String path, boolean overWrite) {
    File.save(this, path, overWrite);
    return this;
  }

  /** Reads nothing: settings have setters. */
  @Override
  public OptimMethod<T> loadFromTable(Table config) {
    return this;
  }

  /** Returns a copy with a copy of the history. */
  @Override
  public OptimMethod<T> clone() {
    return OptimMethod.super.clone();
  }
}
