// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import scala.runtime.BoxedUnit;
import sparkoptim.bigdl.network.NetworkScorer;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.network.text.Shape;

/**
 * A network with its trained weights, for any number of threads: the module itself never runs, its
 * copies do.
 */
final class TrainedNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows that go through the network at once: more are no faster. */
  private static final int BATCH = 32;

  private final AbstractModule<Activity, Activity, Float> module;
  private final Shape input;
  private final String text;
  private transient ConcurrentLinkedQueue<NetworkScorer> singles;

  /**
   * Takes a module, which nobody else may use from now on.
   *
   * @param input shape of one row
   * @param text layers, or the name of the file that they came from
   */
  TrainedNetwork(AbstractModule<Activity, Activity, Float> module, Shape input, String text) {
    this.module = module.clearState();
    this.input = input;
    this.text = text;
  }

  AbstractModule<Activity, Activity, Float> module() {
    return module;
  }

  Shape input() {
    return input;
  }

  String text() {
    return text;
  }

  /** Returns the number of parameters. */
  long parameters() {
    long count = 0;
    for (Tensor<Float> tensor : module.parameters()._1()) {
      count += tensor.nElement();
    }
    return count;
  }

  /**
   * Returns the SHA-256 of parameters and then BatchNorm's statistics, as little-endian doubles.
   */
  String weightsSha256() {
    return WeightsDigest.sha256(
        values(module.parameters()._1()), values(module.getExtraParameter()));
  }

  /**
   * Checks that no parameter or statistic is NaN or infinite.
   *
   * @throws IllegalStateException naming one that is
   */
  void requireFinite() {
    for (Tensor<Float>[] tensors : List.of(module.parameters()._1(), module.getExtraParameter())) {
      double[] values = values(tensors);
      for (int i = 0; i < values.length; i++) {
        if (!Double.isFinite(values[i])) {
          throw new IllegalStateException(
              PlainText.of(
                  "network %s: number %d of %d is %s, a model with it is not saved",
                  text, i, values.length, values[i]));
        }
      }
    }
  }

  private static double[] values(Tensor<Float>[] tensors) {
    int total = 0;
    for (Tensor<Float> tensor : tensors) {
      total += tensor.nElement();
    }
    double[] values = new double[total];
    int at = 0;
    for (Tensor<Float> tensor : tensors) {
      Tensor<Float> flat = tensor.contiguous();
      float[] array = (float[]) flat.storage().array();
      for (int i = 0; i < flat.nElement(); i++) {
        values[at++] = array[flat.storageOffset() - 1 + i];
      }
    }
    return values;
  }

  /** Returns a copy for one thread and whole batches. */
  NetworkScorer batches() {
    return new NetworkScorer(module, input, BATCH);
  }

  /**
   * Returns the scores of one row.
   *
   * @param column of the features, for errors
   */
  double[] scores(Vector features, String column) {
    NetworkScorer scorer = pool().poll();
    if (scorer == null) {
      scorer = new NetworkScorer(module, input, 1);
    }
    put(scorer, features, column);
    double[] scores = scorer.scores()[0];
    pool().offer(scorer);
    return scores;
  }

  private synchronized ConcurrentLinkedQueue<NetworkScorer> pool() {
    if (singles == null) {
      singles = new ConcurrentLinkedQueue<>();
    }
    return singles;
  }

  /** Adds a row to a scorer's batch. */
  void put(NetworkScorer scorer, Vector features, String column) {
    if (features == null || features.size() != input.size()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: the model has %d features, was %s",
              column,
              input.size(),
              features == null ? "null" : "a vector of length " + features.size()));
    }
    int at = scorer.next();
    float[] values = scorer.values();
    if (features instanceof DenseVector dense) {
      double[] from = dense.values();
      for (int i = 0; i < from.length; i++) {
        values[at + i] = (float) from[i];
      }
    } else {
      features.foreachActive(
          (i, value) -> {
            values[at + (int) i] = (float) (double) value;
            return BoxedUnit.UNIT;
          });
    }
  }
}
