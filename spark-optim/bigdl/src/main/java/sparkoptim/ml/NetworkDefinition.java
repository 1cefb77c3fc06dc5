// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.bigdl.network.BigdlLayers;
import sparkoptim.bigdl.network.NetworkFile;
import sparkoptim.bigdl.network.NetworkScorer;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/**
 * The network that a stage's params name, for given features and outputs.
 *
 * @param module with initial weights
 * @param input shape of one row
 * @param text layers, or the name of the file
 */
record NetworkDefinition(
    AbstractModule<Activity, Activity, Float> module, Shape input, String text) {
  private static final double SUM_TOLERANCE = 1e-5;

  /**
   * Builds or reads it.
   *
   * @param outputs that the network must have
   * @param because why, for errors
   * @throws IllegalArgumentException if the network does not fit the features or has other outputs,
   *     or its file is no network or may not be read
   */
  static NetworkDefinition of(
      NetworkParams stage, int features, int outputs, String because, Configuration hadoop) {
    String text = stage.getNetwork();
    if (NetworkText.isFile(text)) {
      Shape input = shape(stage, features, false);
      var module = NetworkFile.read(text, hadoop, stage.getAllowJavaSerialization());
      // A snapshot may hold what a saved model may not: better to learn it before training.
      var checked = NetworkFile.of(NetworkFile.bytes(module), text, false);
      check(checked, input, text, outputs, because);
      return new NetworkDefinition(checked, input, text);
    }
    NetworkText layers = NetworkText.parse(text, outputs);
    Shape input = shape(stage, features, layers.takesImages());
    Shape output = layers.output(input);
    if (!output.equals(Shape.of(outputs))) {
      throw wrong(outputs, because, output.toString());
    }
    return new NetworkDefinition(generic(layers, input, stage.getSeed()), input, layers.toString());
  }

  @SuppressWarnings("unchecked") // every module is one of activities
  private static AbstractModule<Activity, Activity, Float> generic(
      NetworkText layers, Shape input, long seed) {
    AbstractModule<?, ?, Float> module = BigdlLayers.of(layers, input, seed);
    return (AbstractModule<Activity, Activity, Float>) module;
  }

  private static IllegalArgumentException wrong(int outputs, String because, String found) {
    return new IllegalArgumentException(
        PlainText.of("network: must end in %d outputs, %s, ended in %s", outputs, because, found));
  }

  private static Shape shape(NetworkParams stage, int features, boolean images) {
    int[] sizes = stage.getInputShape();
    if (sizes.length > 0) {
      Shape shape = Shape.of(sizes);
      if (shape.size() != features) {
        throw new IllegalArgumentException(
            PlainText.of(
                "inputShape must have a product of %d, the length of vectors in column %s, was %s",
                features, stage.getOrDefault(stage.getParam("featuresCol")), shape));
      }
      return shape;
    }
    if (!images) {
      return Shape.of(features);
    }
    for (int channels : new int[] {1, 3}) {
      int side = (int) Math.round(Math.sqrt((double) features / channels));
      if (channels * side * side == features) {
        return Shape.of(channels, side, side);
      }
    }
    throw new IllegalArgumentException(
        PlainText.of(
            "inputShape must be set to [channels, height, width]: the network takes images, and %d features are no square of 1 or 3 channels",
            features));
  }

  /** BigDL knows shapes only by trying. */
  private static void check(
      AbstractModule<Activity, Activity, Float> module,
      Shape input,
      String file,
      int outputs,
      String because) {
    double[] scores;
    try {
      NetworkScorer scorer = new NetworkScorer(module, input, 1);
      scorer.next();
      scores = scorer.scores()[0];
    } catch (Exception e) { // BigDL's are checked, and Scala does not declare them
      throw new IllegalArgumentException(
          "network: %s must take rows of shape %s (inputShape), and fails: %s"
              .formatted(file, input, e.getMessage()),
          e);
    }
    if (scores.length != outputs) {
      throw wrong(outputs, because, "[" + scores.length + "]");
    }
    double sum = Arrays.stream(scores).sum();
    if (outputs > 1
        && Math.abs(sum - 1) < SUM_TOLERANCE
        && Arrays.stream(scores).allMatch(score -> score >= 0)) {
      throw new IllegalArgumentException(
          "network: %s must end in scores, of which the loss takes the softmax, and ends in probabilities"
              .formatted(file));
    }
  }
}
