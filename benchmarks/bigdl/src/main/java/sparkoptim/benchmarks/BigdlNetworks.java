// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample$;
import com.intel.analytics.bigdl.dllib.nn.CrossEntropyCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.bigdl.network.BigdlLayers;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Networks of BigDL's layers, BigDL's criterion, and pictures of 28 x 28 for them. */
final class BigdlNetworks {
  static final int SIDE = 28;
  static final int CLASSES = 10;
  static final ClassTag<Float> TAG = cast(ClassTag$.MODULE$.Float());
  static final TensorNumeric<Float> NUMERIC =
      cast(TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);

  private BigdlNetworks() {}

  // Scala's types of layers and numbers have more parameters than Java's need
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <A> A cast(Object value) {
    return (A) value;
  }

  static AbstractModule<Activity, Activity, Float> leNet() {
    return network("lenet5");
  }

  /** One hidden layer of 256 with ReLU. */
  static AbstractModule<Activity, Activity, Float> perceptron() {
    return network("dense(256) relu dense(10)");
  }

  private static AbstractModule<Activity, Activity, Float> network(String text) {
    return cast(BigdlLayers.of(NetworkText.parse(text, CLASSES), Shape.of(1, SIDE, SIDE), 1));
  }

  static AbstractCriterion<Activity, Activity, Float> crossEntropy() {
    return cast(new CrossEntropyCriterion<Float>(null, true, TAG, NUMERIC));
  }

  /** Returns a tensor of its own numbers. */
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
