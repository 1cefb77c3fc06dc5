// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.tensor.DoubleType$;
import com.intel.analytics.bigdl.dllib.tensor.FloatType$;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericDouble$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import java.lang.reflect.Array;
import java.util.Arrays;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.Snapshot;

/**
 * The numbers of a network, floats or doubles, between BigDL's tensors and our arrays of doubles.
 * An array is a {@code float[]} or a {@code double[]}.
 */
abstract class TensorNumbers<T> {
  /** Returns new zeros. */
  abstract Object zeros(int count);

  /** Writes values into an array, rounded. */
  abstract void load(double[] values, int from, int count, Object array, int at);

  /** Writes one value into an array, rounded. */
  abstract void set(Object array, int at, double value);

  /** Adds {@code scale} times values of an array to as many sums. */
  abstract void addTo(double[] sums, int count, double scale, Object array, int from);

  /** Sets values to 0. */
  abstract void clear(Object array, int from, int count);

  /** Returns about the relative error of a mean of losses that are rounded to these numbers. */
  abstract double lossError();

  /** Returns a number that BigDL boxed. */
  abstract double unboxed(T value);

  abstract ClassTag<T> tag();

  abstract TensorNumeric<T> numeric();

  /** Returns a tensor over the first values of an array, which it shares. */
  final Tensor<T> tensor(Object array, int... size) {
    int count = Arrays.stream(size).reduce(1, Math::multiplyExact);
    Tensor<T> all =
        Tensor$.MODULE$.apply(array, new int[] {Array.getLength(array)}, tag(), numeric());
    return all.narrow(1, 1, count).view(size);
  }

  /**
   * Those of a module.
   *
   * @throws IllegalArgumentException if they are neither floats nor doubles
   */
  @SuppressWarnings("unchecked") // what a module's numbers are is known when it is there
  static <T> TensorNumbers<T> of(AbstractModule<?, ?, T> module) {
    Object type = module.getNumericType();
    if (type.equals(FloatType$.MODULE$)) {
      return (TensorNumbers<T>) new Floats();
    }
    if (type.equals(DoubleType$.MODULE$)) {
      return (TensorNumbers<T>) new Doubles();
    }
    throw new IllegalArgumentException("network: numbers must be Float or Double, were " + type);
  }

  @SuppressWarnings("unchecked") // Scala's Float is java.lang.Float where it is boxed
  private static final class Floats extends TensorNumbers<Float> {
    @Override
    double lossError() {
      return 1e-7;
    }

    @Override
    Object zeros(int count) {
      return new float[count];
    }

    @Override
    void load(double[] values, int from, int count, Object array, int at) {
      float[] into = (float[]) array;
      for (int i = 0; i < count; i++) {
        into[at + i] = (float) values[from + i];
      }
    }

    @Override
    void set(Object array, int at, double value) {
      ((float[]) array)[at] = (float) value;
    }

    @Override
    void addTo(double[] sums, int count, double scale, Object array, int from) {
      float[] values = (float[]) array;
      for (int i = 0; i < count; i++) {
        sums[i] += scale * values[from + i];
      }
    }

    @Override
    void clear(Object array, int from, int count) {
      Arrays.fill((float[]) array, from, from + count, 0);
    }

    @Override
    double unboxed(Float value) {
      return value;
    }

    @Override
    ClassTag<Float> tag() {
      return (ClassTag<Float>) (ClassTag<?>) ClassTag$.MODULE$.Float();
    }

    @Override
    TensorNumeric<Float> numeric() {
      return (TensorNumeric<Float>)
          (TensorNumeric<?>) TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;
    }
  }

  @SuppressWarnings("unchecked") // as above
  private static final class Doubles extends TensorNumbers<Double> {
    @Override
    double lossError() {
      return Snapshot.LOSS_ERROR;
    }

    @Override
    Object zeros(int count) {
      return new double[count];
    }

    @Override
    void load(double[] values, int from, int count, Object array, int at) {
      System.arraycopy(values, from, array, at, count);
    }

    @Override
    void set(Object array, int at, double value) {
      ((double[]) array)[at] = value;
    }

    @Override
    void addTo(double[] sums, int count, double scale, Object array, int from) {
      double[] values = (double[]) array;
      for (int i = 0; i < count; i++) {
        sums[i] += scale * values[from + i];
      }
    }

    @Override
    void clear(Object array, int from, int count) {
      Arrays.fill((double[]) array, from, from + count, 0);
    }

    @Override
    double unboxed(Double value) {
      return value;
    }

    @Override
    ClassTag<Double> tag() {
      return (ClassTag<Double>) (ClassTag<?>) ClassTag$.MODULE$.Double();
    }

    @Override
    TensorNumeric<Double> numeric() {
      return (TensorNumeric<Double>)
          (TensorNumeric<?>) TensorNumericMath$TensorNumeric$NumericDouble$.MODULE$;
    }
  }
}
