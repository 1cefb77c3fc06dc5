// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;

/**
 * The way a criterion combines the losses of a batch's rows: their mean or their sum. BigDL's
 * criteria have no common way to tell, so it is found out with rows.
 */
public enum LossKind {
  /** The mean over the rows of a batch. */
  MEAN,
  /** The sum over the rows of a batch. */
  SUM;

  /** Rounding of a mean of a few dozen floats, and far less than weights of rows would make. */
  private static final double TOLERANCE = 1e-4;

  /** Returns the factor that makes a batch's loss the sum over its rows. */
  double toSum(int rows) {
    return this == MEAN ? rows : 1;
  }

  /**
   * Returns the kind of a network's criterion, which is tried on all rows, on half of them and on
   * every third: a criterion that weighs rows by their label is neither mean nor sum on all three.
   *
   * @param rows of the training data, with labels of every kind as far as they are at hand
   * @throws IllegalArgumentException if a batch's loss is neither mean nor sum of its rows' losses
   */
  static <T> LossKind of(Network<T> network, Block rows) {
    double[] alone = new double[rows.rows()];
    for (int row = 0; row < alone.length; row++) {
      alone[row] = loss(network, rows, row);
    }
    LossKind found = null;
    for (int every = 1; every <= Math.min(3, alone.length); every++) {
      int[] some = every(every, alone.length);
      double together = loss(network, rows, some);
      double sum = Arrays.stream(some).mapToDouble(row -> alone[row]).sum();
      double scale = Arrays.stream(some).mapToDouble(row -> Math.abs(alone[row])).sum();
      double mean = sum / some.length;
      boolean means = Math.abs(together - mean) <= TOLERANCE * scale / some.length;
      boolean sums = Math.abs(together - sum) <= TOLERANCE * scale;
      if (some.length == 1 || (means && sums && scale > 0)) {
        continue;
      }
      LossKind kind = means && scale > 0 ? MEAN : sums && scale > 0 ? SUM : null;
      if (kind == null || (found != null && kind != found)) {
        throw refused(network, some.length, together, mean, sum);
      }
      found = kind;
    }
    return found == null ? MEAN : found; // one row alone: both are the same
  }

  private static int[] every(int step, int rows) {
    return IntStream.range(0, rows).filter(row -> row % step == 0).toArray();
  }

  private static IllegalArgumentException refused(
      Network<?> network, int rows, double together, double mean, double sum) {
    return new IllegalArgumentException(
        PlainText.of(
            "criterion: the loss of a batch must be the mean or the sum of its rows' losses; %s gives %s for %d rows whose losses have the mean %s and the sum %s",
            network.criterion().getClass().getSimpleName(), together, rows, mean, sum));
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
