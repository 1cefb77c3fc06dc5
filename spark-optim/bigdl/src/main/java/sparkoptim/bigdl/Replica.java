// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.RandomGenerator$;
import com.intel.analytics.bigdl.dllib.utils.Table;
import sparkoptim.bigdl.network.RowWeighted;
import sparkoptim.core.network.NetworkStatistics;

/**
 * A copy of a network for batches of one size: BigDL's convolutions keep the size of their first
 * batch. Copies for other sizes share its parameters and gradients. Used by one thread.
 */
final class Replica<T> {
  private final TensorNumbers<T> reals;
  private final AbstractModule<Activity, Activity, T> module;
  private final AbstractCriterion<Activity, Activity, T> criterion;
  private final Tensor<T> input;
  private final Tensor<T> label;
  private final Tensor<T>[] weightTensors;
  private final Tensor<T>[] gradientTensors;
  private final Object weights;
  private final Object gradients;
  private final int weightsAt;
  private final int gradientsAt;
  private final int dimension;
  private final LayerRegularizers regularizers;
  private final boolean penalizesActivities;
  private NormalizationLayers<T> normalizations;

  /**
   * Creates a copy.
   *
   * @param rows that it takes, in their block
   * @param size of its batches
   * @param other whose parameters and gradients it shares; null for its own
   */
  Replica(Network<T> network, RowBatch<T> rows, int size, Replica<T> other) {
    reals = network.reals();
    module = network.module().cloneModule();
    module.training();
    criterion = network.criterion().cloneCriterion();
    if (criterion instanceof RowWeighted weighted && rows.isWeighted()) {
      weighted.rowWeights(rows.rowWeights());
    }
    regularizers = new LayerRegularizers(module);
    regularizers.enable(false);
    penalizesActivities = network.activityPenalties() != ActivityPenalties.NONE;
    input = rows.input(size);
    label = rows.label(size);
    dimension = network.dimension();
    if (other == null) {
      Tensor<T> flat = module.getParameters()._1();
      Tensor<T> flatGradients = module.getParameters()._2();
      weights = flat.storage().array();
      weightsAt = flat.storageOffset() - 1;
      gradients = flatGradients.storage().array();
      gradientsAt = flatGradients.storageOffset() - 1;
    } else {
      weights = other.weights;
      weightsAt = other.weightsAt;
      gradients = other.gradients;
      gradientsAt = other.gradientsAt;
    }
    weightTensors = module.parameters()._1();
    gradientTensors = module.parameters()._2();
    if (other != null) {
      for (int i = 0; i < weightTensors.length; i++) {
        weightTensors[i].set(other.weightTensors[i]);
        gradientTensors[i].set(other.gradientTensors[i]);
      }
    }
  }

  /** Sets the parameters of this copy and of those that share them. */
  void load(double[] point) {
    reals.load(point, 0, dimension, weights, weightsAt);
  }

  /**
   * Adds multiples of the gradients of the batch's loss and of the layers' penalties on activities
   * to sums.
   *
   * @param seed of dropout and other layers that draw
   * @param scale of the loss; at 0 it is not computed, as a mean over no weight is NaN
   * @param ofActivities scale of the penalties
   * @return the batch's loss; 0 at scale 0
   */
  double addGradient(long seed, double scale, double ofActivities, double[] sums) {
    Activity output = forward(seed);
    double loss = 0;
    if (scale != 0) {
      loss = reals.unboxed(criterion.forward(output, label));
      addBackward(criterion.backward(output, label), scale, sums);
    }
    if (penalizesActivities && ofActivities != scale) {
      addBackward(zeros(forward(seed)), ofActivities - scale, sums);
    }
    return loss;
  }

  private Activity forward(long seed) {
    RandomGenerator$.MODULE$.RNG().setSeed(seed);
    return module.forward(input);
  }

  /** ActivityRegularization overwrites the activities that it has on the way back. */
  private void forwardAgain(long seed) {
    if (penalizesActivities) {
      forward(seed);
    }
  }

  /** Adds a multiple of what parameters' gradients become by an error of the outputs. */
  private void addBackward(Activity error, double scale, double[] sums) {
    reals.clear(gradients, gradientsAt, dimension);
    module.backward(input, error);
    reals.addTo(sums, dimension, scale, gradients, gradientsAt);
  }

  /** No error: what comes back is what layers add by themselves. */
  private Activity zeros(Activity like) {
    if (like.isTensor()) {
      Tensor<T> tensor = like.toTensor(reals.numeric());
      return reals.tensor(reals.zeros(tensor.nElement()), tensor.size());
    }
    Table all = new Table(new Object[0]);
    for (int i = 1; i <= like.toTable().length(); i++) {
      all.update(i, zeros(like.toTable().<Activity>apply(i)));
    }
    return all;
  }

  /** Returns whether layers add terms by themselves, whatever the loss is. */
  boolean addsTerms() {
    return isRegularized() || penalizesActivities;
  }

  boolean isRegularized() {
    return !regularizers.isEmpty();
  }

  /**
   * Adds a multiple of what the layers' regularizers add to a gradient by themselves, at the
   * parameters and rows of the last {@link #addGradient}: the difference of gradients with them and
   * without.
   *
   * @param seed of the same draws
   */
  void addRegularizers(long seed, double scale, double[] sums) {
    Activity error = zeros(module.output());
    forwardAgain(seed);
    addBackward(error, -scale, sums);
    regularizers.enable(true);
    forwardAgain(seed);
    addBackward(error, scale, sums);
    regularizers.enable(false);
  }

  /** Adds the batch's statistics in batch normalizations. */
  void addStatistics(long seed, NetworkStatistics statistics) {
    if (normalizations == null) {
      normalizations = new NormalizationLayers<>(module);
    }
    normalizations.clear();
    forward(seed);
    normalizations.addTo(statistics);
  }

  /** Returns the values of tensors, one after the other. */
  static <T> double[] values(TensorNumbers<T> reals, Tensor<T>[] tensors) {
    int total = 0;
    for (Tensor<T> tensor : tensors) {
      total += tensor.nElement();
    }
    double[] values = new double[total];
    int at = 0;
    for (Tensor<T> tensor : tensors) {
      Tensor<T> flat = tensor.contiguous();
      double[] part = new double[flat.nElement()];
      reals.addTo(part, part.length, 1, flat.storage().array(), flat.storageOffset() - 1);
      System.arraycopy(part, 0, values, at, part.length);
      at += part.length;
    }
    return values;
  }
}
