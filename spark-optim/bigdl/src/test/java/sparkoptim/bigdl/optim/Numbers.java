// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import java.util.function.BiFunction;
import scala.reflect.ClassTag;

/** What BigDL's constructors want to know of a type of numbers, and its tensors. */
record Numbers<T>(
    ClassTag<T> tag, TensorNumeric<T> numeric, BiFunction<double[], int[], Tensor<T>> make) {
  Tensor<T> tensor(double[] values, int... shape) {
    return make.apply(values, shape);
  }
}
