// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.PlainText;

/** A slice of BigDL's flat weights or gradient, read and written as doubles. */
final class Slice {
  private Slice() {}

  static double[] read(Tensor<?> tensor) {
    double[] values = new double[tensor.nElement()];
    read(tensor, values);
    return values;
  }

  static void read(Tensor<?> tensor, double[] values) {
    Object array = array(tensor, values.length);
    int first = tensor.storageOffset() - 1; // BigDL counts from 1
    if (array instanceof double[] doubles) {
      System.arraycopy(doubles, first, values, 0, values.length);
      return;
    }
    float[] floats = (float[]) array;
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[first + i];
    }
  }

  static void write(double[] values, Tensor<?> tensor) {
    Object array = array(tensor, values.length);
    int first = tensor.storageOffset() - 1;
    if (array instanceof double[] doubles) {
      System.arraycopy(values, 0, doubles, first, values.length);
      return;
    }
    float[] floats = (float[]) array;
    for (int i = 0; i < values.length; i++) {
      floats[first + i] = (float) values[i];
    }
  }

  /** Returns whether {@link #write} of these values would change nothing. */
  static boolean holds(Tensor<?> tensor, double[] values) {
    Object array = array(tensor, values.length);
    int first = tensor.storageOffset() - 1;
    if (array instanceof double[] doubles) {
      for (int i = 0; i < values.length; i++) {
        if (Double.compare(doubles[first + i], values[i]) != 0) {
          return false;
        }
      }
      return true;
    }
    float[] floats = (float[]) array;
    for (int i = 0; i < values.length; i++) {
      if (Float.compare(floats[first + i], (float) values[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns a loss as BigDL boxes it. */
  static double loss(Object loss) {
    return ((Number) loss).doubleValue();
  }

  /** Returns the array of losses that {@code optimize} returns. */
  static Object losses(Object loss) {
    return loss instanceof Float value
        ? new float[] {value}
        : new double[] {((Number) loss).doubleValue()};
  }

  private static Object array(Tensor<?> tensor, int length) {
    Object array = tensor.storage().array();
    boolean known = array instanceof float[] || array instanceof double[];
    if (!known || !tensor.isContiguous() || tensor.nElement() != length) {
      throw new IllegalArgumentException(
          PlainText.of(
              "weights and gradients must be %d contiguous floats or doubles, was %d of %s",
              length, tensor.nElement(), array.getClass().getSimpleName()));
    }
    return array;
  }
}
