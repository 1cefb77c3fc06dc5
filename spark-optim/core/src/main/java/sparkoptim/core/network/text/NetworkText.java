// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sparkoptim.core.PlainText;

/**
 * A network of layers one after the other, in a short textual form that prints back: {@code conv(6,
 * 5) tanh pool(2) conv(12, 5) tanh pool(2) dense(100) tanh dense(10)}.
 *
 * <p>Layers: {@code conv(outputs, kernel, stride=1, pad=0)}, {@code pool(size, stride=size)} (of
 * maxima), {@code avgpool(size, stride=size)} (without a size, of the whole image), {@code
 * dense(outputs)}, {@code relu}, {@code tanh}, {@code sigmoid}, {@code dropout(probability)},
 * {@code batchnorm}, {@code residual(outputs, stride=1)}, {@code scale(factor)}, and for sequences
 * {@code embedding(words, outputs)}, {@code gru(outputs, sequence=0)}, {@code lstm(outputs,
 * sequence=0)}, {@code attention(heads)}, {@code layernorm}, {@code gelu}. In place of a layer may
 * be the name of a whole network: {@code perceptron}, {@code lenet5}, {@code convnet} or {@code
 * resnet20}.
 */
public final class NetworkText {
  /** The names of whole networks. */
  public static final Set<String> NAMES = Architectures.names();

  private static final Pattern FILE = Pattern.compile(".*[/\\\\].*|.*\\.[A-Za-z]\\w*");

  /**
   * A layer between others.
   *
   * @param layer the layer
   * @param input shape of what comes in
   * @param output shape of what comes out
   * @param following what comes next
   */
  public record PlacedLayer(Layer layer, Shape input, Shape output, Layer.Following following) {}

  private final List<Layer> layers;

  private NetworkText(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  /**
   * Reads a text.
   *
   * @param outputs of the named networks
   * @throws IllegalArgumentException naming the layer, the rule and the value, and the nearest
   *     known name for an unknown one
   */
  public static NetworkText parse(String text, int outputs) {
    return new NetworkText(new NetworkParser(text, outputs).layers());
  }

  /** Returns the layers in their order. */
  public List<Layer> layers() {
    return layers;
  }

  /** Returns whether it can only be the name of a file: it has a separator or an extension. */
  public static boolean isFile(String text) {
    return FILE.matcher(text.strip()).matches();
  }

  /**
   * Returns the shape that comes out.
   *
   * @throws IllegalArgumentException naming the first layer that does not fit its input
   */
  public Shape output(Shape input) {
    List<Shape> shapes = shapes(input);
    return shapes.get(shapes.size() - 1);
  }

  /** Returns whether its first layer that cares wants images. */
  public boolean takesImages() {
    for (Layer layer : layers) {
      if (layer instanceof Dense || layer instanceof Embedding) {
        return false;
      }
      if (layer instanceof Convolution || layer instanceof Pool || layer instanceof Residual) {
        return true;
      }
    }
    return false;
  }

  /** Returns the input of every layer, and the output of the last one. */
  private List<Shape> shapes(Shape input) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(input);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      try {
        shapes.add(layer.output(shapes.get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            PlainText.of("network: layer %d, %s: %s", i + 1, layer, e.getMessage()), e);
      }
    }
    return shapes;
  }

  /**
   * Returns the layers with what they stand between.
   *
   * @throws IllegalArgumentException naming the first layer that does not fit its input
   */
  public List<PlacedLayer> placed(Shape input) {
    List<Shape> shapes = shapes(input);
    List<PlacedLayer> placed = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      placed.add(
          new PlacedLayer(layers.get(i), shapes.get(i), shapes.get(i + 1), following(i + 1)));
    }
    return placed;
  }

  /** Returns what follows, where layers that leave the signs alone do not count. */
  private Layer.Following following(int next) {
    boolean norm = next < layers.size() && layers.get(next) instanceof BatchNorm;
    boolean relu = false;
    for (int i = next; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (!(layer instanceof BatchNorm || layer instanceof Dropout || layer instanceof Pool)) {
        relu = layer == ActivationLayer.RELU;
        break;
      }
    }
    if (norm) {
      return relu ? Layer.Following.NORM_RELU : Layer.Following.NORM_OTHER;
    }
    return relu ? Layer.Following.RELU : Layer.Following.OTHER;
  }

  /** Returns the layers, each in its shortest form. */
  @Override
  public String toString() {
    return layers.stream().map(Layer::toString).collect(Collectors.joining(" "));
  }
}
