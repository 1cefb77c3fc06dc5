package sparkoptim.benchmarks;

import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample$;
import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.LogSoftMax;
import com.intel.analytics.bigdl.dllib.nn.ReLU;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Networks as a BigDL program makes them, and pictures of 28 x 28 for them. */
final class BigdlNetworks {
  static final int SIDE = 28;
  static final int CLASSES = 10;
  static final ClassTag<Float> TAG = cast(ClassTag$.MODULE$.Float());
  static final TensorNumeric<Float> NUMERIC =
      cast(TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);

  private BigdlNetworks() {}

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // Scala's types of layers have more parameters than Java's need
  private static <A> A cast(Object value) {
    return (A) value;
  }

  /** LeNet-5 as in BigDL's examples. */
  static AbstractModule<Activity, Activity, Float> leNet() {
    return sequential(
        reshape(1, SIDE, SIDE),
        convolution(1, 6),
        new Tanh<>(TAG, NUMERIC),
        pooling(),
        convolution(6, 12),
        new Tanh<>(TAG, NUMERIC),
        pooling(),
        reshape(12 * 4 * 4),
        linear(12 * 4 * 4, 100),
        new Tanh<>(TAG, NUMERIC),
        linear(100, CLASSES),
        new LogSoftMax<>(TAG, NUMERIC));
  }

  /** A perceptron with one hidden layer and ReLU. */
  static AbstractModule<Activity, Activity, Float> perceptron(int hidden) {
    return sequential(
        reshape(SIDE * SIDE),
        linear(SIDE * SIDE, hidden),
        new ReLU<>(false, TAG, NUMERIC),
        linear(hidden, CLASSES),
        new LogSoftMax<>(TAG, NUMERIC));
  }

  static AbstractCriterion<Activity, Activity, Float> likelihood() {
    return cast(new ClassNLLCriterion<Float>(null, true, true, -1, TAG, NUMERIC));
  }

  private static AbstractModule<Activity, Activity, Float> sequential(Object... layers) {
    Sequential<Float> all = new Sequential<>(TAG, NUMERIC);
    for (Object layer : layers) {
      AbstractModule<? extends Activity, ? extends Activity, Float> module = cast(layer);
      all.add(module);
    }
    return cast(all);
  }

  private static Object reshape(int... sizes) {
    return new Reshape<>(sizes, Option.empty(), TAG, NUMERIC);
  }

  private static Object convolution(int inputs, int outputs) {
    return new SpatialConvolution<>(
        inputs,
        outputs,
        5,
        5,
        1,
        1,
        0,
        0,
        1,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        DataFormat.NCHW$.MODULE$,
        TAG,
        NUMERIC);
  }

  private static Object pooling() {
    return new SpatialMaxPooling<>(2, 2, 2, 2, 0, 0, DataFormat.NCHW$.MODULE$, TAG, NUMERIC);
  }

  private static Object linear(int inputs, int outputs) {
    return new Linear<>(inputs, outputs, true, null, null, null, null, null, null, TAG, NUMERIC);
  }

  /** A tensor of its own numbers. */
  static Tensor<Float> tensor(float[] values, int... size) {
    return Tensor$.MODULE$.apply(values, size, TAG, NUMERIC);
  }

  /** Pictures of noise with a bright band by class; labels from 1. */
  static List<Sample<Float>> samples(int count) {
    SplittableRandom random = new SplittableRandom(1);
    List<Sample<Float>> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(CLASSES);
      samples.add(
          Sample$.MODULE$.apply(
              tensor(picture(random, label), 1, SIDE, SIDE), label + 1f, TAG, NUMERIC));
    }
    return samples;
  }

  static float[] picture(SplittableRandom random, int label) {
    float[] picture = new float[SIDE * SIDE];
    for (int j = 0; j < picture.length; j++) {
      picture[j] = (float) (random.nextDouble() + (j * CLASSES / picture.length == label ? 1 : 0));
    }
    return picture;
  }
}
