// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products of every library in both precisions against three loops. */
final class KernelsTest {
  private static final int M = 9;
  private static final int N = 34;
  private static final int K = 21;

  static Stream<Arguments> products() {
    return Stream.of(Backend.values())
        .filter(Backend::available)
        .flatMap(
            backend ->
                Stream.of(0, 1, 2, 3)
                    .map(ops -> Arguments.of(backend, (ops & 1) == 1, (ops & 2) == 2)));
  }

  @ParameterizedTest
  @MethodSource("products")
  void multiply_double_isTheNaiveProduct(Backend backend, boolean ta, boolean tb) {
    Kernels<double[]> kernels = new DoubleKernels(Blas.of(backend));
    check(kernels, ta, tb, 1e-13);
  }

  @ParameterizedTest
  @MethodSource("products")
  void multiply_single_isTheNaiveProduct(Backend backend, boolean ta, boolean tb) {
    Kernels<float[]> kernels = new SingleKernels(Blas.of(backend));
    check(kernels, ta, tb, 1e-5);
  }

  /** The operands begin at places of their own, and what lies around the product stays. */
  private static <A> void check(Kernels<A> kernels, boolean ta, boolean tb, double rounding) {
    Random random = new Random(4);
    double[] a = random.doubles(3 + M * K, -1, 1).toArray();
    double[] b = random.doubles(5 + K * N, -1, 1).toArray();
    double[] c = random.doubles(7 + M * N + 2, -1, 1).toArray();
    A held = kernels.load(c.clone(), null);
    kernels.multiply(
        ta, tb, M, N, K, kernels.load(a, null), 3, kernels.load(b, null), 5, 0.5, held, 7);
    double[] product = new double[c.length];
    kernels.store(held, product, 0, product.length);
    double[] expected = c.clone();
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        double sum = 0.5 * c[7 + i * N + j];
        for (int p = 0; p < K; p++) {
          sum += a[3 + (ta ? p * M + i : i * K + p)] * b[5 + (tb ? j * K + p : p * N + j)];
        }
        expected[7 + i * N + j] = sum;
      }
    }
    assertThat(product).containsExactly(expected, within(rounding));
  }

  @Test
  void activations_notANumber_staysSo() {
    for (Activation activation : Activation.values()) {
      double[] values = {Double.NaN};
      new DoubleKernels(Blas.of(Backend.JAVA)).activate(activation, 1, values);
      assertThat(values[0]).isNaN();
      float[] single = {Float.NaN};
      new SingleKernels(Blas.of(Backend.JAVA)).activate(activation, 1, single);
      assertThat(single[0]).isNaN();
    }
  }

  @Test
  void reluDerivative_anyOutput_isZeroOrOne() {
    double[] outputs = {0, Double.MIN_VALUE, 1e-300, 1, Double.MAX_VALUE};
    double[] slopes = {3, 3, 3, -3, 3};
    new DoubleKernels(Blas.of(Backend.JAVA))
        .multiplyByDerivative(Activation.RELU, 5, outputs, slopes);
    assertThat(slopes).containsExactly(0, 3, 3, -3, 3);
    float[] singles = {0, Float.MIN_VALUE, 1e-38f, 1, Float.MAX_VALUE};
    float[] singleSlopes = {3, 3, 3, -3, 3};
    new SingleKernels(Blas.of(Backend.JAVA))
        .multiplyByDerivative(Activation.RELU, 5, singles, singleSlopes);
    assertThat(singleSlopes).containsExactly(0, 3, 3, -3, 3);
  }

  @Test
  void backends_haveNames() {
    assertThat(Backend.JAVA.description()).endsWith("BLAS");
    boolean bundled =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
            && System.getProperty("os.arch").equals("amd64");
    if (bundled) {
      assertThat(Backend.NATIVE.available()).isTrue();
      assertThat(Backend.NATIVE.description()).isEqualTo("OpenBLAS, one thread");
      assertThat(Blas.of(Backend.AUTO)).isSameAs(Blas.NATIVE);
    }
    Backend best = Backend.NATIVE.available() ? Backend.NATIVE : Backend.JAVA;
    assertThat(Backend.AUTO.description()).isEqualTo(best.description());
    assertThat(Backend.JAVA.available()).isTrue();
    if (!Backend.NATIVE.available()) {
      assertThatThrownBy(Backend.NATIVE::description)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("there is no native BLAS here: ");
    }
  }

  @Test
  void begin_roomOfTheLastCall_isCleared() {
    SingleKernels kernels = new SingleKernels(Blas.of(Backend.JAVA));
    double[] sum = {1, 2, 3};
    float[] room = kernels.begin(sum, null);
    Arrays.fill(room, 4);
    kernels.end(room, sum);
    assertThat(sum).containsExactly(5, 6, 7);
    assertThat(kernels.begin(sum, room)).isSameAs(room).containsOnly(0);
  }
}
