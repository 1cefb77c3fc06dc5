// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.BatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.Container;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import scala.collection.JavaConverters;
import sparkoptim.core.network.NetworkStatistics;

/**
 * The batch normalizations of a module, in the order in which BigDL lists their statistics.
 *
 * @param <T> the module's numbers
 */
final class NormalizationLayers<T> {
  private final TensorNumbers<T> reals;
  private final List<BatchNormalization<T>> layers = new ArrayList<>();

  /**
   * Finds them.
   *
   * @throws IllegalArgumentException if the module has statistics of other layers, or none of its
   *     layers moves its statistics
   */
  NormalizationLayers(AbstractModule<Activity, Activity, T> module) {
    reals = TensorNumbers.of(module);
    find(module);
    Tensor<T>[] held = module.getExtraParameter();
    boolean known = held == null ? layers.isEmpty() : held.length == 2 * layers.size();
    for (int i = 0; known && i < layers.size(); i++) {
      known =
          held[2 * i] == layers.get(i).runningMean()
              && held[2 * i + 1] == layers.get(i).runningVar()
              && layers.get(i).momentum() > 0;
    }
    if (!known) {
      throw new IllegalArgumentException(
          "network: only BatchNormalization and SpatialBatchNormalization, with a momentum above 0,"
              + " may keep numbers beside their parameters; another layer does");
    }
  }

  private void find(AbstractModule<?, ?, ?> module) {
    if (module instanceof BatchNormalization<?>) {
      layers.add(cast(module));
    } else if (module instanceof Container<?, ?, ?> container) {
      JavaConverters.seqAsJavaList(container.modules()).forEach(this::find);
    }
  }

  @SuppressWarnings("unchecked") // a module's layers have its numbers
  private BatchNormalization<T> cast(Object layer) {
    return (BatchNormalization<T>) layer;
  }

  /** Forgets the statistics, so that those of the next batch follow from what is kept of it. */
  void clear() {
    for (BatchNormalization<T> layer : layers) {
      layer.runningMean().zero();
      layer.runningVar().zero();
    }
  }

  /** Adds what the layers have made of one batch since {@link #clear}. */
  void addTo(NetworkStatistics statistics) {
    for (int i = 0; i < layers.size(); i++) {
      BatchNormalization<T> layer = layers.get(i);
      Tensor<T> output = layer.output().toTensor(reals.numeric());
      long count = output.nElement() / layer.runningMean().nElement();
      statistics.add(i, count, kept(layer.runningMean(), layer), kept(layer.runningVar(), layer));
    }
  }

  /** A layer keeps {@code momentum} of a batch's statistic. */
  private double[] kept(Tensor<T> tensor, BatchNormalization<T> layer) {
    double[] values = new double[tensor.nElement()];
    reals.addTo(
        values,
        values.length,
        1 / layer.momentum(),
        tensor.storage().array(),
        tensor.storageOffset() - 1);
    return values;
  }
}
