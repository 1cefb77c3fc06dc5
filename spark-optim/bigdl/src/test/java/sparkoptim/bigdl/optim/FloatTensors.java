// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** BigDL in floats, as Java has to write it. */
final class FloatTensors {
  static final ClassTag<Float> TAG = unchecked(ClassTag$.MODULE$.Float());

  static final TensorNumeric<Float> NUMERIC =
      unchecked(TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);

  static final Numbers<Float> NUMBERS = new Numbers<>(TAG, NUMERIC, FloatTensors::tensor);

  private FloatTensors() {}

  /** Scala's primitives are Objects to Java's generics. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <V> V unchecked(Object value) {
    return (V) value;
  }

  /** A tensor over a copy of these values. */
  static Tensor<Float> tensor(double[] values, int... shape) {
    int[] sizes = shape.length == 0 ? new int[] {values.length} : shape;
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor$.MODULE$.apply((Object) floats, sizes, TAG, NUMERIC);
  }
}
