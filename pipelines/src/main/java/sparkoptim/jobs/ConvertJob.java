// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLWritable;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.ml.NetworkClassificationModel;
import sparkoptim.ml.NetworkModel;
import sparkoptim.ml.NetworkRegressionModel;
import sparkoptim.ml.SavedStage;

/**
 * Writes a saved model once more, its networks computed by another backend: layers, weights and
 * params are carried over, and scores of made-up rows compared.
 */
final class ConvertJob {
  private static final int ROWS = 64;

  /** Of the largest score. */
  private static final double MOST_APART = 1e-5;

  private final String from;
  private final String to;
  private final String backend;
  private final PrintStream out;
  private final List<String> converted = new ArrayList<>();

  /**
   * @param from folder of the model
   * @param to a new folder
   * @param backend that computes the new one
   */
  ConvertJob(String from, String to, String backend, PrintStream out) {
    this.from = from;
    this.to = to;
    this.backend = backend;
    this.out = out;
  }

  /** Reads, converts and writes. */
  void run() throws IOException {
    var quiet = new RunSettings(ConsoleProgress.Mode.NONE, RunSettings.LogLevel.ERROR);
    try (var session = JobSession.open("spark-optim convert", quiet)) {
      Inputs.exists(session.spark(), new Input("FROM", from + "/metadata", Optional.empty()));
      SavedModelCheck.require(from, session.hadoop(), TrustedPackages.ALL);
      Object model = SavedStage.load(from, session.spark());
      Transformer made = model instanceof Transformer known ? converted(known) : null;
      if (converted.isEmpty()) {
        throw new JobException(from + " must be a model with a network, and has none");
      }
      ((MLWritable) made).save(to);
    }
    converted.forEach(out::println);
    out.println(to + " is the same model, computed by " + backend);
  }

  private Transformer converted(Transformer stage) {
    if (stage instanceof PipelineModel pipeline) {
      Transformer[] stages =
          Arrays.stream(pipeline.stages()).map(this::converted).toArray(Transformer[]::new);
      return new PipelineModel(pipeline.uid(), stages);
    }
    if (stage instanceof NetworkClassificationModel model) {
      NetworkClassificationModel other = model.withBackend(backend);
      converted.add(compared(model, other));
      return other;
    }
    if (stage instanceof NetworkRegressionModel model) {
      NetworkRegressionModel other = model.withBackend(backend);
      converted.add(compared(model, other));
      return other;
    }
    return stage;
  }

  /**
   * Compares what comes out of two networks, which knows no mean of labels: beside a large one,
   * wrong predictions look right.
   *
   * @return how close they are, in words
   * @throws JobException if they differ
   */
  static String compared(NetworkModel model, NetworkModel other) {
    double apart = 0;
    double scale = 0;
    for (Vector row : rows(model.numFeatures())) {
      double[] before = model.scores(row);
      double[] after = other.scores(row);
      for (int k = 0; k < before.length; k++) {
        apart = Math.max(apart, Math.abs(after[k] - before[k]));
        scale = Math.max(scale, Math.abs(before[k]));
      }
    }
    if (!(apart <= MOST_APART * scale)) {
      throw new JobException(
          Text.of(
              "%s: scores of %s by %s differ by %s, more than %s of the largest, %s",
              model.uid(), model.networkText(), other.getBackend(), apart, MOST_APART, scale));
    }
    return Text.of(
        "%s: %s, scores of %d rows within %.1e of the largest",
        model.uid(), model.networkText(), ROWS, scale == 0 ? 0 : apart / scale);
  }

  private static List<Vector> rows(int features) {
    List<Vector> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      double[] values = new double[features];
      for (int i = 0; i < features; i++) {
        values[i] = 2 * CounterRandom.uniform(row, i) - 1;
      }
      rows.add(Vectors.dense(values));
    }
    return rows;
  }
}
