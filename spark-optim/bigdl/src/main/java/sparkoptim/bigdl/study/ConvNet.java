// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.LogSoftMax;
import com.intel.analytics.bigdl.dllib.nn.Reshape;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SpatialConvolution;
import com.intel.analytics.bigdl.dllib.nn.SpatialMaxPooling;
import com.intel.analytics.bigdl.dllib.nn.Tanh;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.dllib.utils.RandomGenerator$;
import java.util.List;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.bigdl.Network;
import sparkoptim.core.PlainText;
import sparkoptim.study.Digits;

/**
 * Classifiers of digits, in single precision: LeNet-5 for pictures of 28 x 28, with one convolution
 * less for those of 8 x 8.
 */
enum ConvNet {
  /** Convolutions of 6 and 12 filters of 5 x 5, tanh and pooling after each, dense 100 and 10. */
  LENET_5("LeNet-5", 28) {
    @Override
    List<Object> layers() {
      return List.of(
          convolution(1, 6, 5, false),
          tanh(),
          pooling(),
          convolution(6, 12, 5, true),
          tanh(),
          pooling(),
          reshape(12 * 4 * 4),
          linear(12 * 4 * 4, 100),
          tanh(),
          linear(100, Digits.CLASSES),
          logSoftMax());
    }
  },
  /** Creates a convolution of 8 filters of 3 x 3, tanh and pooling, dense 32 and 10. */
  SMALL("ConvNet", 8) {
    @Override
    List<Object> layers() {
      return List.of(
          convolution(1, 8, 3, false),
          tanh(),
          pooling(),
          reshape(8 * 3 * 3),
          linear(8 * 3 * 3, 32),
          tanh(),
          linear(32, Digits.CLASSES),
          logSoftMax());
    }
  };

  private static final ClassTag<Float> TAG = cast(ClassTag$.MODULE$.Float());
  private static final TensorNumeric<Float> FLOATS =
      cast(TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);

  private final String title;
  private final int side;

  ConvNet(String title, int side) {
    this.title = title;
    this.side = side;
  }

  abstract List<Object> layers();

  /**
   * Returns the network for pictures of the given size.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ConvNet of(int pixels) {
    for (ConvNet net : values()) {
      if (net.side * net.side == pixels) {
        return net;
      }
    }
    throw new IllegalArgumentException(
        PlainText.of("networks: images must have 8 x 8 or 28 x 28 pixels, these have %d", pixels));
  }

  /** Returns the title in tables. */
  String title() {
    return title;
  }

  /** Returns a network with parameters drawn from a seed. Its labels are 1 to 10. */
  Network<Float> network(long seed) {
    RandomGenerator$.MODULE$.RNG().setSeed(seed);
    Sequential<Float> all = new Sequential<>(TAG, FLOATS);
    for (Object layer : layers()) {
      AbstractModule<? extends Activity, ? extends Activity, Float> module = cast(layer);
      all.add(module);
    }
    AbstractModule<Activity, Activity, Float> module = cast(all);
    AbstractCriterion<Activity, Activity, Float> likelihood =
        cast(new ClassNLLCriterion<Float>(null, true, true, -1, TAG, FLOATS));
    return new Network<>(module, likelihood, new int[] {1, side, side}, new int[] {1});
  }

  /** Returns {@code count} pictures as a tensor that shares the pixels. */
  Tensor<Float> images(float[] pixels, int count) {
    return Tensor$.MODULE$.apply(pixels, new int[] {count, 1, side, side}, TAG, FLOATS);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  // Scala's types of layers have more parameters than Java's need.
  private static <A> A cast(Object value) {
    return (A) value;
  }

  private static Object linear(int inputs, int outputs) {
    return new Linear<>(inputs, outputs, true, null, null, null, null, null, null, TAG, FLOATS);
  }

  /** Pictures need no gradient: the first layer propagates none. */
  private static Object convolution(int inputs, int outputs, int window, boolean propagates) {
    return new SpatialConvolution<>(
        inputs,
        outputs,
        window,
        window,
        1,
        1,
        0,
        0,
        1,
        propagates,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        DataFormat.NCHW$.MODULE$,
        TAG,
        FLOATS);
  }

  private static Object pooling() {
    return new SpatialMaxPooling<>(2, 2, 2, 2, 0, 0, DataFormat.NCHW$.MODULE$, TAG, FLOATS);
  }

  private static Object reshape(int size) {
    return new Reshape<>(new int[] {size}, Option.empty(), TAG, FLOATS);
  }

  private static Object tanh() {
    return new Tanh<>(TAG, FLOATS);
  }

  private static Object logSoftMax() {
    return new LogSoftMax<>(TAG, FLOATS);
  }
}
