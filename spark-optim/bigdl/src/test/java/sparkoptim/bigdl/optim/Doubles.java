// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericDouble$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** BigDL in doubles, as Java has to write it. */
final class Doubles {
  static final ClassTag<Double> TAG = unchecked(ClassTag$.MODULE$.Double());

  static final TensorNumeric<Double> NUMERIC =
      unchecked(TensorNumericMath$TensorNumeric$NumericDouble$.MODULE$);

  static final Numbers<Double> NUMBERS = new Numbers<>(TAG, NUMERIC, Doubles::tensor);

  private Doubles() {}

  /** Scala's primitives are Objects to Java's generics. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <V> V unchecked(Object value) {
    return (V) value;
  }

  /** A tensor over these very values. */
  static Tensor<Double> tensor(double[] values, int... shape) {
    int[] sizes = shape.length == 0 ? new int[] {values.length} : shape;
    return Tensor$.MODULE$.apply((Object) values, sizes, TAG, NUMERIC);
  }
}
