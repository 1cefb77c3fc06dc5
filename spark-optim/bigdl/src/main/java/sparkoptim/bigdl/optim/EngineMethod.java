// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.Table;
import scala.Function1;
import scala.Tuple2;

/**
 * A method that BigDL's own optimizers cannot run, as it evaluates gradients at two points in a
 * step or over all records, and BigDL has the gradient of one mini-batch at one point. It holds the
 * settings for {@code sparkoptim.bigdl.SparkOptimizer}, in whose {@code setOptimMethod} it works as
 * any other; LocalOptimizer and DistriOptimizer are refused as soon as they begin.
 */
public abstract class EngineMethod<T> implements OptimMethod<T>, CoreMethod {
  private static final long serialVersionUID = 1L;

  private Table state = Counters.fresh();

  EngineMethod() {}

  private UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        getClass().getSimpleName()
            + " takes gradients at a snapshot, which BigDL's optimizers cannot evaluate: use sparkoptim.bigdl.SparkOptimizer in place of LocalOptimizer or DistriOptimizer");
  }

  /** Always throws. */
  @Override
  public Tuple2<Tensor<T>, Object> optimize(
      Function1<Tensor<T>, Tuple2<T, Tensor<T>>> evaluate, Tensor<T> x) {
    throw refusal();
  }

  /** Refuses: this is how BigDL's optimizers begin, on the driver. */
  @Override
  public OptimMethod<T> loadFromTable(Table config) {
    throw refusal();
  }

  @Override
  public void clearHistory() {}

  @Override
  public Table state() {
    return state;
  }

  @Override
  public void state_$eq(Table table) {
    state = table;
  }

  @Override
  public OptimMethod<T> clone() {
    return OptimMethod.super.clone();
  }
}
