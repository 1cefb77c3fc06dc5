// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.BatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.CAddTable;
import com.intel.analytics.bigdl.dllib.nn.ConcatTable;
import com.intel.analytics.bigdl.dllib.nn.Identity;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.MulConstant;
import com.intel.analytics.bigdl.dllib.nn.Padding;
import com.intel.analytics.bigdl.dllib.nn.ReLU;
import com.intel.analytics.bigdl.dllib.nn.Reshape;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.Sigmoid;
import com.intel.analytics.bigdl.dllib.nn.SpatialAveragePooling;
import com.intel.analytics.bigdl.dllib.nn.SpatialBatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.SpatialConvolution;
import com.intel.analytics.bigdl.dllib.nn.SpatialMaxPooling;
import com.intel.analytics.bigdl.dllib.nn.Tanh;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat.NCHW$;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import scala.Some;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.text.ActivationLayer;
import sparkoptim.core.network.text.BatchNorm;
import sparkoptim.core.network.text.Convolution;
import sparkoptim.core.network.text.Dense;
import sparkoptim.core.network.text.Dropout;
import sparkoptim.core.network.text.InitialWeights;
import sparkoptim.core.network.text.Layer;
import sparkoptim.core.network.text.Layer.Following;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.NetworkText.PlacedLayer;
import sparkoptim.core.network.text.Pool;
import sparkoptim.core.network.text.Residual;
import sparkoptim.core.network.text.Scale;
import sparkoptim.core.network.text.Shape;

/** Makes BigDL's layers of a network's text. */
public final class BigdlLayers {
  private final InitialWeights weights;

  private BigdlLayers(long seed) {
    weights = new InitialWeights(seed);
  }

  /**
   * Returns BigDL's network, whose input has a batch of examples of a shape.
   *
   * @param seed that the initial weights are a pure function of
   * @throws IllegalArgumentException naming the first layer that does not fit its input, or that
   *     BigDL does not have
   */
  public static Sequential<Float> of(NetworkText text, Shape input, long seed) {
    BigdlLayers layers = new BigdlLayers(seed);
    Sequential<Float> network = sequential();
    int number = 0;
    for (PlacedLayer placed : text.placed(input)) {
      number++;
      if (!layers.add(network, placed)) {
        throw new IllegalArgumentException(
            PlainText.of(
                "network: layer %d, %s: BigDL has no such layer; backend = torch has",
                number, placed.layer()));
      }
    }
    return network;
  }

  /** Returns whether BigDL has all layers of a text. */
  public static boolean has(NetworkText text) {
    return text.layers().stream().allMatch(BigdlLayers::has);
  }

  private static boolean has(Layer layer) {
    return layer instanceof Convolution
        || layer instanceof Dense
        || layer instanceof Pool
        || layer instanceof BatchNorm
        || layer instanceof Residual
        || layer instanceof Dropout
        || layer instanceof Scale
        || (layer instanceof ActivationLayer activation && activation != ActivationLayer.GELU);
  }

  private boolean add(Sequential<Float> network, PlacedLayer placed) {
    Layer layer = placed.layer();
    Shape input = placed.input();
    if (layer instanceof Convolution convolution) {
      // The first layer of all has nobody to hand a gradient to.
      boolean first = network.modules().isEmpty();
      add(network, convolution(convolution, input, placed.following(), !first));
    } else if (layer instanceof Dense dense) {
      addDense(network, dense, input, placed.following());
    } else if (layer instanceof Pool pool && input.isImage()) {
      add(network, pool(pool, input));
    } else if (layer instanceof BatchNorm) {
      add(network, batchNorm(input));
    } else if (layer instanceof Residual residual) {
      addResidual(network, residual, input);
    } else if (layer instanceof Dropout dropout) {
      add(
          network,
          new com.intel.analytics.bigdl.dllib.nn.Dropout<>(
              dropout.probability(), false, true, Floats.TAG, Floats.NUMERIC));
    } else if (layer instanceof Scale scale) {
      add(network, new MulConstant<Float>(scale.factor(), false, Floats.TAG, Floats.NUMERIC));
    } else if (layer instanceof ActivationLayer activation && activation != ActivationLayer.GELU) {
      add(network, activation(activation));
    } else {
      return false;
    }
    return true;
  }

  private static void add(Sequential<Float> network, AbstractModule<?, ?, Float> layer) {
    network.add(Floats.module(layer));
  }

  private static Sequential<Float> sequential() {
    return new Sequential<>(Floats.TAG, Floats.NUMERIC);
  }

  private static AbstractModule<?, ?, Float> activation(ActivationLayer activation) {
    return switch (activation) {
      case RELU -> new ReLU<>(false, Floats.TAG, Floats.NUMERIC);
      case TANH -> new Tanh<>(Floats.TAG, Floats.NUMERIC);
      case SIGMOID -> new Sigmoid<>(Floats.TAG, Floats.NUMERIC);
      case GELU -> throw new IllegalArgumentException("gelu: BigDL has no such layer");
    };
  }

  private SpatialConvolution<Float> convolution(
      Convolution form, Shape input, Following following, boolean propagateBack) {
    int kernel = form.kernel();
    SpatialConvolution<Float> layer =
        new SpatialConvolution<>(
            input.channels(),
            form.outputs(),
            kernel,
            kernel,
            form.stride(),
            form.stride(),
            form.pad(),
            form.pad(),
            1,
            propagateBack,
            null,
            null,
            null,
            null,
            null,
            null,
            !following.norm(),
            NCHW$.MODULE$,
            Floats.TAG,
            Floats.NUMERIC);
    int window = kernel * kernel;
    draw(layer, input.channels() * window, form.outputs() * window, following.relu());
    return layer;
  }

  private void addDense(Sequential<Float> network, Dense form, Shape input, Following following) {
    if (!input.isFlat()) {
      // A batch of one row must stay a batch, so BigDL is told that there is one.
      Some<Object> batch = new Some<>(true);
      add(network, new Reshape<Float>(new int[] {input.size()}, batch, Floats.TAG, Floats.NUMERIC));
    }
    Linear<Float> layer =
        new Linear<>(
            input.size(),
            form.outputs(),
            !following.norm(),
            null,
            null,
            null,
            null,
            null,
            null,
            Floats.TAG,
            Floats.NUMERIC);
    draw(layer, input.size(), form.outputs(), following.relu());
    add(network, layer);
  }

  private static AbstractModule<?, ?, Float> pool(Pool pool, Shape input) {
    int width = pool.windowWidth(input);
    int height = pool.windowHeight(input);
    int right = pool.strideRight(input);
    int down = pool.strideDown(input);
    return pool.average()
        ? average(width, height, right, down)
        : new SpatialMaxPooling<>(
            width, height, right, down, 0, 0, NCHW$.MODULE$, Floats.TAG, Floats.NUMERIC);
  }

  /** Returns a layer of the means of windows; with windows of 1 it takes every n-th pixel. */
  private static AbstractModule<?, ?, Float> average(int width, int height, int right, int down) {
    return new SpatialAveragePooling<>(
        width,
        height,
        right,
        down,
        0,
        0,
        false,
        false,
        true,
        true,
        NCHW$.MODULE$,
        Floats.TAG,
        Floats.NUMERIC);
  }

  private static AbstractModule<?, ?, Float> batchNorm(Shape input) {
    BatchNormalization<Float> layer =
        input.isImage()
            ? new SpatialBatchNormalization<>(
                input.channels(),
                BatchNorm.EPSILON,
                BatchNorm.MOMENTUM,
                true,
                null,
                null,
                null,
                null,
                NCHW$.MODULE$,
                Floats.TAG,
                Floats.NUMERIC)
            : new BatchNormalization<>(
                input.size(),
                BatchNorm.EPSILON,
                BatchNorm.MOMENTUM,
                true,
                null,
                null,
                null,
                null,
                Floats.TAG,
                Floats.NUMERIC);
    Tensor<Float>[] parameters = layer.parameters()._1();
    fill(parameters[0], 1);
    fill(parameters[1], 0);
    return layer;
  }

  private void addResidual(Sequential<Float> network, Residual form, Shape input) {
    Shape output = form.output(input);
    Sequential<Float> branch = sequential();
    add(branch, convolution(form.first(), input, Following.NORM_RELU, true));
    add(branch, batchNorm(output));
    add(branch, activation(ActivationLayer.RELU));
    add(branch, convolution(form.second(), output, Following.NORM_RELU, true));
    add(branch, batchNorm(output));
    ConcatTable<Float> both = new ConcatTable<>(Floats.TAG, Floats.NUMERIC);
    both.add(Floats.module(branch));
    both.add(Floats.module(shortcut(form.stride(), input, output)));
    add(network, both);
    add(
        network,
        new CAddTable<Float, Float>(false, Floats.TAG, Floats.TAG, Floats.NUMERIC, Floats.NUMERIC));
    add(network, activation(ActivationLayer.RELU));
  }

  private static AbstractModule<?, ?, Float> shortcut(int stride, Shape input, Shape output) {
    if (input.equals(output)) {
      return new Identity<>(Floats.TAG, Floats.NUMERIC);
    }
    Sequential<Float> shortcut = sequential();
    add(shortcut, average(1, 1, stride, stride));
    int more = output.channels() - input.channels();
    if (more > 0) {
      add(shortcut, new Padding<Float>(1, more, 3, 0, 1, Floats.TAG, Floats.NUMERIC));
    }
    return shortcut;
  }

  /** BigDL draws from a generator of the thread; these weights are a function of the seed. */
  private void draw(AbstractModule<?, ?, Float> layer, int inputs, int outputs, boolean relu) {
    Tensor<Float>[] parameters = layer.parameters()._1();
    int count = parameters[0].nElement();
    float[] drawn = weights.draw(count, inputs, outputs, relu);
    float[] values = (float[]) parameters[0].storage().array();
    System.arraycopy(drawn, 0, values, parameters[0].storageOffset() - 1, count);
    if (parameters.length > 1) {
      fill(parameters[1], 0);
    }
  }

  private static void fill(Tensor<Float> tensor, float value) {
    int from = tensor.storageOffset() - 1;
    Arrays.fill((float[]) tensor.storage().array(), from, from + tensor.nElement(), value);
  }
}
