// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import sparkoptim.bigdl.Network;
import sparkoptim.study.Digits;
import sparkoptim.study.LabelledImages;

/** Takes rows through a copy of a network, forwards, which no budget counts. For one thread. */
final class Scorer {
  /** The most rows that go through the network at once. */
  static final int MOST_ROWS = 100;

  private final int batch;
  private final Network<Float> network;
  private final float[] pixels;
  private final Tensor<Float> input;

  /**
   * BigDL's convolutions keep the size of their first batch, so that all batches have one.
   *
   * @param batch rows that go through the network at once
   */
  Scorer(ConvNet net, int batch) {
    this.batch = batch;
    network = net.network(0);
    network.module().evaluate();
    pixels = new float[batch * network.inputs()];
    input = net.images(pixels, batch);
  }

  /** Returns the network at a point. */
  Score score(double[] point, LabelledImages rows) {
    network.set(point);
    double loss = 0;
    int right = 0;
    for (int from = 0; from < rows.size(); from += batch) {
      float[] logarithms = logarithms(rows, from);
      for (int i = 0; i < Math.min(batch, rows.size() - from); i++) {
        int first = i * Digits.CLASSES;
        int label = (int) rows.labels()[from + i];
        loss -= logarithms[first + label];
        right += largest(logarithms, first) == label ? 1 : 0;
      }
    }
    return new Score(loss / rows.size(), (double) right / rows.size());
  }

  /**
   * Returns the logarithms of the probabilities of all classes, row by row; rows after the last one
   * are black.
   */
  private float[] logarithms(LabelledImages rows, int from) {
    int width = network.inputs();
    int count = Math.min(batch, rows.size() - from) * width;
    for (int i = 0; i < count; i++) {
      pixels[i] = (float) rows.values()[from * width + i];
    }
    Arrays.fill(pixels, count, pixels.length, 0);
    AbstractModule<Activity, Activity, Float> module = network.module();
    Tensor<?> output = (Tensor<?>) module.forward(input);
    return (float[]) output.storage().array();
  }

  private static int largest(float[] values, int from) {
    int best = 0;
    for (int k = 1; k < Digits.CLASSES; k++) {
      best = values[from + k] > values[from + best] ? k : best;
    }
    return best;
  }
}
