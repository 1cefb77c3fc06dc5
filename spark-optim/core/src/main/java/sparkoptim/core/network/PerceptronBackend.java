// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.text.ActivationLayer;
import sparkoptim.core.network.text.Dense;
import sparkoptim.core.network.text.Layer;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Networks of dense layers with functions between them, by {@link Perceptron}: it needs no jar. */
public final class PerceptronBackend implements NetworkBackend {
  static final String NAME = "core";

  private static final int PREFERENCE = 3;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public boolean has(NetworkText text) {
    return activations(text) != null;
  }

  @Override
  public boolean reads(byte[] file) {
    return false;
  }

  /** Returns the functions between dense layers; null where the text has others. */
  private static List<Activation> activations(NetworkText text) {
    List<Layer> layers = text.layers();
    List<Activation> activations = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (i % 2 == 0 ? !(layers.get(i) instanceof Dense) : !isActivation(layers.get(i))) {
        return null;
      }
      if (i % 2 == 1) {
        activations.add(Activation.valueOf(((ActivationLayer) layers.get(i)).name()));
      }
    }
    return layers.size() % 2 == 1 ? activations : null;
  }

  private static boolean isActivation(Layer layer) {
    return layer instanceof ActivationLayer && layer != ActivationLayer.GELU;
  }

  @Override
  public UntrainedNetwork untrained(NetworkText text, Shape input, long seed) {
    List<Activation> activations = activations(text);
    if (activations == null) {
      throw new IllegalArgumentException(
          "network: backend core has dense layers with relu, tanh or sigmoid between them only, was "
              + text);
    }
    Layers layers = layers(text, input, activations);
    return new PerceptronStart(
        text.toString(), input, layers, layers.initial(seed), Precision.SINGLE);
  }

  /**
   * Returns the network of a text before its training.
   *
   * @param start the parameters to start from; null for those of the seed
   * @param precision of gradients
   * @throws IllegalArgumentException if the text has other layers, or the start another length
   */
  public static UntrainedNetwork perceptron(
      NetworkText text, Shape input, long seed, double[] start, Precision precision) {
    Layers layers = layers(text, input, activations(text));
    if (start != null && start.length != layers.dimension()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the network has %d weights, biases included, and was given %d to start from",
              layers.dimension(), start.length));
    }
    double[] point = start == null ? layers.initial(seed) : start.clone();
    return new PerceptronStart(text.toString(), input, layers, point, precision);
  }

  /** Returns a trained network of a text. */
  public static ServedNetwork trained(NetworkText text, Shape input, double[] point) {
    return perceptron(text, input, 0, point, Precision.DOUBLE).trained(point, new double[0]);
  }

  private static Layers layers(NetworkText text, Shape input, List<Activation> activations) {
    List<Integer> sizes = new ArrayList<>(List.of(input.size()));
    for (Layer layer : text.layers()) {
      if (layer instanceof Dense dense) {
        sizes.add(dense.outputs());
      }
    }
    OutputLoss loss = sizes.get(sizes.size() - 1) == 1 ? OutputLoss.SQUARED : OutputLoss.SOFTMAX;
    return new Layers(sizes, activations, loss);
  }

  @Override
  public UntrainedNetwork untrained(byte[] file, String name, Shape input, boolean trusted) {
    throw new IllegalArgumentException(
        "network: backend core reads no files, and network is the file " + name);
  }

  @Override
  public ServedNetwork served(byte[] file, String text, Shape input) {
    NetworkText layers = NetworkText.parse(text, 1);
    Layers form = layers(layers, input, activations(layers));
    double[] point = PerceptronServed.point(file);
    if (point.length != form.dimension()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: %s has %d parameters, and its file %d",
              text, form.dimension(), point.length));
    }
    return new PerceptronServed(text, input, form, point);
  }
}
