// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** The implicit arguments of Scala where BigDL's numbers are floats, and tensors of floats. */
final class Floats {
  @SuppressWarnings("unchecked") // Scala's Float is a primitive, and Object to Java
  static final ClassTag<Float> TAG = (ClassTag<Float>) (ClassTag<?>) ClassTag$.MODULE$.Float();

  static final TensorNumeric<Float> NUMERIC = numeric();

  private Floats() {}

  @SuppressWarnings("unchecked")
  private static TensorNumeric<Float> numeric() {
    TensorNumeric<?> object = TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;
    return (TensorNumeric<Float>) object;
  }

  /** Returns a tensor over the array itself. */
  static Tensor<Float> tensor(float[] values, int... sizes) {
    return Tensor$.MODULE$.apply((Object) values, sizes, TAG, NUMERIC);
  }

  /** Every layer is one for BigDL's containers. */
  @SuppressWarnings("unchecked")
  static AbstractModule<Activity, Activity, Float> module(AbstractModule<?, ?, Float> layer) {
    return (AbstractModule<Activity, Activity, Float>) layer;
  }
}
