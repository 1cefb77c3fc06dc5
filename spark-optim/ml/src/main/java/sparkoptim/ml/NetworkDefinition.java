// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.NetworkBackend;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Finds the network that a stage's params name, for given features and outputs. */
final class NetworkDefinition {
  private static final double SUM_TOLERANCE = 1e-5;

  private NetworkDefinition() {}

  /**
   * Builds or reads it.
   *
   * @param inputs columns that it takes, in its order; none where it takes the column of features
   * @param features numbers of a row
   * @param outputs that the network must have
   * @param because why, for errors
   * @throws IllegalArgumentException if the network does not fit the features or has other outputs,
   *     or its file is no network or may not be read
   */
  static UntrainedNetwork of(
      NetworkParams stage,
      List<NetworkInput> inputs,
      int features,
      int outputs,
      String because,
      Configuration hadoop) {
    String text = stage.getNetwork();
    NetworkBackends backends = NetworkBackends.find();
    if (NetworkText.isFile(text)) {
      byte[] file = read(text, hadoop);
      NetworkBackend backend = backends.of(stage.getBackend(), file, text);
      UntrainedNetwork network =
          inputs.isEmpty()
              ? backend.untrained(
                  file, text, shape(stage, features, false), stage.getAllowJavaSerialization())
              : backend.untrained(file, text, inputs);
      if (stage.getLoss().equals(NetworkParams.MODULE) && !network.hasLoss()) {
        throw new IllegalArgumentException(
            "loss: module needs a TorchScript file that has a method loss of its inputs and labels, with @torch.jit.export before it, and %s has none"
                .formatted(text));
      }
      check(network, outputs, because);
      return network;
    }
    if (stage.getLoss().equals(NetworkParams.MODULE)) {
      throw new IllegalArgumentException(
          "loss: module needs a TorchScript file that has a method loss, and network is " + text);
    }
    NetworkText layers = NetworkText.parse(text, outputs);
    Shape input =
        inputs.size() == 1 && stage.getInputShape().length == 0
            ? inputs.get(0).shape()
            : shape(stage, features, layers.takesImages());
    Shape output = layers.output(input);
    if (!output.equals(Shape.of(outputs))) {
      throw wrong(outputs, because, output.toString());
    }
    return backends.of(stage.getBackend(), layers).untrained(layers, input, stage.getSeed());
  }

  private static byte[] read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException("network: there is no file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("network: cannot read " + file, e);
    }
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

  /** What a file's network gives is known only by trying. */
  private static void check(UntrainedNetwork network, int outputs, String because) {
    double[] scores = network.scoresOfZeros();
    if (scores.length != outputs) {
      throw wrong(outputs, because, "[" + scores.length + "]");
    }
    double sum = Arrays.stream(scores).sum();
    if (outputs > 1
        && Math.abs(sum - 1) < SUM_TOLERANCE
        && Arrays.stream(scores).allMatch(score -> score >= 0)) {
      throw new IllegalArgumentException(
          "network: %s must end in scores, of which the loss takes the softmax, and ends in probabilities"
              .formatted(network.text()));
    }
  }
}
