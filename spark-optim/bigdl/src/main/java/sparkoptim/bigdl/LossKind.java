// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.data.Block;

/**
 * The way a criterion combines the losses of a batch's rows: their mean or their sum. BigDL's
 * criteria have no common way to tell, so it is found out with two rows.
 */
public enum LossKind {
  /** The mean over the rows of a batch. */
  MEAN,
  /** The sum over the rows of a batch. */
  SUM;

  private static final double TOLERANCE = 1e-3;

  /** Returns the factor that makes a batch's loss the sum over its rows. */
  double toSum(int rows) {
    return this == MEAN ? rows : 1;
  }

  /**
   * Returns the kind of a network's criterion.
   *
   * @param rows of the training data; two different ones tell more than two equal ones
   * @throws IllegalArgumentException if a batch's loss is neither mean nor sum of its rows' losses
   */
  static <T> LossKind of(Network<T> network, Block rows) {
    int second = Math.max(0, rows.rows() - 1);
    double both = loss(network, rows, 0, second);
    double one = loss(network, rows, 0);
    double other = loss(network, rows, second);
    double scale = Math.abs(one) + Math.abs(other);
    if (Math.abs(both - (one + other) / 2) <= TOLERANCE * scale) {
      return MEAN;
    }
    if (Math.abs(both - (one + other)) <= TOLERANCE * scale) {
      return SUM;
    }
    throw new IllegalArgumentException(
        "criterion: the loss of a batch must be the mean or the sum of its rows' losses; %s gives %s for two rows with %s and %s"
            .formatted(network.criterion().getClass().getSimpleName(), both, one, other));
  }

  /** Returns the loss in evaluation mode, where rows do not depend on each other. */
  private static <T> double loss(Network<T> network, Block block, int... rows) {
    RowBatch<T> batch = new RowBatch<>(network, rows.length);
    for (int row : rows) {
      batch.add(block, row);
    }
    AbstractModule<Activity, Activity, T> module = network.module().cloneModule();
    module.evaluate();
    Tensor<T> input = batch.input(rows.length);
    Activity output = module.forward(input);
    return network
        .reals()
        .unboxed(network.criterion().cloneCriterion().forward(output, batch.label(rows.length)));
  }
}
