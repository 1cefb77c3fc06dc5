package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericDouble$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** BigDL in doubles, as Java has to write it. */
final class Doubles {
  @SuppressWarnings("unchecked")
  static final ClassTag<Double> TAG = (ClassTag<Double>) (ClassTag<?>) ClassTag$.MODULE$.Double();

  @SuppressWarnings("unchecked")
  static final TensorNumeric<Double> NUMERIC =
      (TensorNumeric<Double>)
          (TensorNumeric<?>) TensorNumericMath$TensorNumeric$NumericDouble$.MODULE$;

  private Doubles() {}

  /** A tensor over these very values. */
  static Tensor<Double> tensor(double[] values, int... shape) {
    int[] sizes = shape.length == 0 ? new int[] {values.length} : shape;
    return Tensor$.MODULE$.apply((Object) values, sizes, TAG, NUMERIC);
  }
}
