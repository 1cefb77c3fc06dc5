package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** BigDL in floats, as Java has to write it. */
final class Floats {
  @SuppressWarnings("unchecked")
  static final ClassTag<Float> TAG = (ClassTag<Float>) (ClassTag<?>) ClassTag$.MODULE$.Float();

  @SuppressWarnings("unchecked")
  static final TensorNumeric<Float> NUMERIC =
      (TensorNumeric<Float>)
          (TensorNumeric<?>) TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;

  private Floats() {}

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
