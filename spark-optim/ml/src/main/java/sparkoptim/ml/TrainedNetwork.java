// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import scala.runtime.BoxedUnit;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** A network with its trained weights, for any number of threads: its copies run. */
final class TrainedNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ServedNetwork served;
  private final List<NetworkInput> inputs;
  private transient ConcurrentLinkedQueue<NetworkScoring> singles;
  private transient TrainingSummary summary;

  TrainedNetwork(ServedNetwork served) {
    this(served, List.of());
  }

  /**
   * Takes a network.
   *
   * @param inputs columns that it takes, in its order; none where it takes one of features
   */
  TrainedNetwork(ServedNetwork served, List<NetworkInput> inputs) {
    this.served = served;
    this.inputs = List.copyOf(inputs);
  }

  /** Returns the columns that it takes, in its order; none where it takes one of features. */
  List<NetworkInput> inputs() {
    return inputs;
  }

  ServedNetwork served() {
    return served;
  }

  /** Returns how it was trained; null where that is not known. */
  TrainingSummary summary() {
    return summary;
  }

  void setSummary(TrainingSummary summary) {
    this.summary = summary;
  }

  Shape input() {
    return served.input();
  }

  String text() {
    return served.text();
  }

  /** Returns the number of numbers that come out. */
  int outputs() {
    return NetworkText.parse(text(), 1).output(input()).size();
  }

  /** Returns the number of parameters. */
  long parameters() {
    return served.parameters();
  }

  /**
   * Returns the SHA-256 of parameters and then BatchNorm's statistics, as little-endian doubles.
   */
  String weightsSha256() {
    return WeightsDigest.sha256(served.values());
  }

  /**
   * Checks that no parameter or statistic is NaN or infinite.
   *
   * @throws IllegalStateException naming one that is
   */
  void requireFinite() {
    double[] values = served.values();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalStateException(
            PlainText.of(
                "network %s: number %d of %d is %s, a model with it is not saved",
                text(), i, values.length, values[i]));
      }
    }
  }

  /**
   * Returns the same network computed by another backend: layers, weights and the summary of the
   * training are carried over.
   *
   * @throws IllegalArgumentException if it came from a file, or the backend lacks a layer
   */
  TrainedNetwork on(String backend) {
    if (NetworkText.isFile(text())) {
      throw new IllegalArgumentException(
          "withBackend: the network must be of layers that a text names, and is the file "
              + text());
    }
    double[] values = served.values();
    int parameters = Math.toIntExact(parameters());
    TrainedNetwork other =
        new TrainedNetwork(
            NetworkBackends.find()
                .named(backend)
                .untrained(NetworkText.parse(text(), 1), input(), 1)
                .trained(
                    Arrays.copyOf(values, parameters),
                    Arrays.copyOfRange(values, parameters, values.length)),
            inputs);
    other.setSummary(summary);
    return other;
  }

  /** Returns a copy for one thread and whole batches. */
  NetworkScoring batches() {
    return served.scoring(served.batch());
  }

  /**
   * Returns the scores of one row.
   *
   * @param column of the features, for errors
   */
  double[] scores(Vector features, String column) {
    requireWidth(features, column);
    NetworkScoring scorer = pool().poll();
    if (scorer == null) {
      scorer = served.scoring(1);
    }
    boolean done = false;
    try {
      put(scorer, features, column);
      double[] scores = scorer.scores()[0];
      done = true;
      return scores;
    } finally {
      if (done) {
        pool().offer(scorer);
      } else {
        scorer.close(); // half a batch may be left in it
      }
    }
  }

  private synchronized ConcurrentLinkedQueue<NetworkScoring> pool() {
    if (singles == null) {
      singles = new ConcurrentLinkedQueue<>();
    }
    return singles;
  }

  private void requireWidth(Vector features, String column) {
    if (features == null || features.size() != input().size()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: the model has %d features, was %s",
              column,
              input().size(),
              features == null ? "null" : "a vector of length " + features.size()));
    }
  }

  /** Adds a row to a scorer's batch. */
  void put(NetworkScoring scorer, Vector features, String column) {
    requireWidth(features, column);
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
