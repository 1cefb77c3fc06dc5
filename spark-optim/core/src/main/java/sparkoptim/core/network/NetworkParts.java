// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import sparkoptim.core.network.text.Attention;
import sparkoptim.core.network.text.BatchNorm;
import sparkoptim.core.network.text.Convolution;
import sparkoptim.core.network.text.Dense;
import sparkoptim.core.network.text.Embedding;
import sparkoptim.core.network.text.Layer;
import sparkoptim.core.network.text.LayerNorm;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.NetworkText.PlacedLayer;
import sparkoptim.core.network.text.Recurrent;
import sparkoptim.core.network.text.Residual;
import sparkoptim.core.network.text.Shape;

/**
 * The tensors of a network by name.
 *
 * @param parameters those that are trained, in the order of the point
 * @param statistics of batch normalizations, which follow the parameters
 */
public record NetworkParts(List<NetworkPart> parameters, List<NetworkPart> statistics)
    implements Serializable {

  /** Copies the lists. */
  public NetworkParts {
    parameters = List.copyOf(parameters);
    statistics = List.copyOf(statistics);
  }

  /** Returns those of a text, whoever computes it; names are of the layers' places in the text. */
  public static NetworkParts of(NetworkText text, Shape input) {
    Builder builder = new Builder();
    int number = 0;
    for (PlacedLayer placed : text.placed(input)) {
      number++;
      builder.layer(placed, number);
    }
    return builder.parts();
  }

  /** Returns all of them: the parameters, then the statistics. */
  public List<NetworkPart> all() {
    return Stream.concat(parameters.stream(), statistics.stream()).toList();
  }

  /** Returns the number of parameters. */
  public int dimension() {
    return parameters.stream().mapToInt(NetworkPart::count).sum();
  }

  /**
   * Copies the parameters of another network whose names and sizes are the same here.
   *
   * @param from its parts
   * @param values its numbers
   * @param point receives them
   * @return the names of what was copied
   */
  public List<String> copy(NetworkParts from, double[] values, double[] point) {
    List<String> copied = new ArrayList<>();
    for (NetworkPart here : parameters) {
      for (NetworkPart there : from.parameters) {
        if (here.name().equals(there.name()) && here.sizes().equals(there.sizes())) {
          System.arraycopy(values, there.from(), point, here.from(), here.count());
          copied.add(here.name());
        }
      }
    }
    return copied;
  }

  /** Puts parts one after the other. */
  public static final class Builder {
    private final List<Named> parameters = new ArrayList<>();
    private final List<Named> statistics = new ArrayList<>();

    private record Named(String name, List<Long> sizes) {}

    /** Adds a parameter. */
    public Builder parameter(String name, List<Long> sizes) {
      parameters.add(new Named(name, List.copyOf(sizes)));
      return this;
    }

    /** Adds a statistic. */
    public Builder statistic(String name, List<Long> sizes) {
      statistics.add(new Named(name, List.copyOf(sizes)));
      return this;
    }

    private void parameter(String name, long... sizes) {
      parameter(name, Arrays.stream(sizes).boxed().toList());
    }

    /** Returns all of them. */
    public NetworkParts parts() {
      List<NetworkPart> all = new ArrayList<>();
      int at = 0;
      for (Named named : Stream.concat(parameters.stream(), statistics.stream()).toList()) {
        NetworkPart part = new NetworkPart(named.name(), named.sizes(), at);
        all.add(part);
        at = Math.addExact(at, part.count());
      }
      int trained = parameters.size();
      return new NetworkParts(all.subList(0, trained), all.subList(trained, all.size()));
    }

    private void layer(PlacedLayer placed, int number) {
      Layer layer = placed.layer();
      Shape input = placed.input();
      boolean bias = !placed.following().norm();
      if (layer instanceof Convolution convolution) {
        convolution("conv" + number, convolution, input.channels(), bias);
      } else if (layer instanceof Dense dense) {
        weights("dense" + number, bias, dense.outputs(), input.size());
      } else if (layer instanceof BatchNorm) {
        norm("batchnorm" + number, input.channels());
      } else if (layer instanceof Residual residual) {
        String name = "residual" + number;
        convolution(name + "_conv1", residual.first(), input.channels(), false);
        norm(name + "_batchnorm1", residual.outputs());
        convolution(name + "_conv2", residual.second(), residual.outputs(), false);
        norm(name + "_batchnorm2", residual.outputs());
      } else if (layer instanceof LayerNorm) {
        long width = input.sizes().get(input.sizes().size() - 1);
        parameter("layernorm" + number + ".weight", width);
        parameter("layernorm" + number + ".bias", width);
      } else if (layer instanceof Embedding embedding) {
        weights("embedding" + number, false, embedding.words(), embedding.outputs());
      } else if (layer instanceof Recurrent recurrent) {
        recurrent(recurrent.kind() + String.valueOf(number), recurrent, input.sizes().get(1));
      } else if (layer instanceof Attention) {
        attention("attention" + number, input.sizes().get(1));
      }
    }

    private void weights(String name, boolean bias, long... sizes) {
      parameter(name + ".weight", sizes);
      if (bias) {
        parameter(name + ".bias", sizes[0]);
      }
    }

    private void convolution(String name, Convolution form, int channels, boolean bias) {
      weights(name, bias, form.outputs(), channels, form.kernel(), form.kernel());
    }

    private void norm(String name, long channels) {
      parameter(name + ".weight", channels);
      parameter(name + ".bias", channels);
      statistic(name + ".running_mean", List.of(channels));
      statistic(name + ".running_var", List.of(channels));
    }

    private void recurrent(String name, Recurrent form, long features) {
      long sums = (long) form.kind().gates() * form.outputs();
      parameter(name + ".weight_ih", sums, features);
      parameter(name + ".weight_hh", sums, form.outputs());
      parameter(name + ".bias_ih", sums);
      parameter(name + ".bias_hh", sums);
    }

    private void attention(String name, long width) {
      parameter(name + ".in_weight", 3 * width, width);
      parameter(name + ".in_bias", 3 * width);
      parameter(name + ".out_weight", width, width);
      parameter(name + ".out_bias", width);
    }
  }
}
