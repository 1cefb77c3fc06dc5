// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasDdot_v2;
import static org.bytedeco.cuda.global.cublas.cublasDestroy_v2;
import static org.bytedeco.cuda.global.cublas.cublasSgemm_v2;
import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMallocHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemset;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/** What NVIDIA's own library makes of the device: the rates that ours are compared with. */
final class NvidiaPeers {
  private static final long COPIED = 2L << 30;
  private static final int RUNS = 20;

  private NvidiaPeers() {}

  private static void check(int error, String what) {
    if (error != 0) {
      throw new IllegalStateException(what + " failed: " + error);
    }
  }

  private static FloatPointer allocate(long count) {
    FloatPointer pointer = new FloatPointer();
    check(cudaMalloc(pointer, count * Float.BYTES), "cudaMalloc");
    check(cudaMemset(pointer, 1, count * Float.BYTES), "cudaMemset");
    return pointer;
  }

  /**
   * Returns the bytes a second that a copy from device to device reads and writes, counted
   * together.
   */
  static double copy() {
    FloatPointer from = allocate(COPIED / Float.BYTES);
    FloatPointer to = allocate(COPIED / Float.BYTES);
    double seconds =
        Timing.median(
            RUNS,
            () -> {
              check(
                  cudaMemcpyAsync(to, from, COPIED, cudaMemcpyDeviceToDevice, null),
                  "cudaMemcpyAsync");
              check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
            });
    cudaFree(from);
    cudaFree(to);
    return 2 * COPIED / seconds;
  }

  /**
   * Operations a second of cublasSgemm over the products of a network of dense layers: forwards, to
   * weights, and to all layers but the first.
   */
  static double products(int rows, int... widths) {
    int widest = 0;
    for (int width : widths) {
      widest = Math.max(widest, width);
    }
    FloatPointer a = allocate((long) rows * widest);
    FloatPointer b = allocate((long) rows * widest);
    FloatPointer c = allocate((long) Math.max(rows, widest) * widest);
    cublasContext blas = new cublasContext();
    check(cublasCreate_v2(blas), "cublasCreate");
    double operations = 0;
    for (int layer = 0; layer + 1 < widths.length; layer++) {
      operations += (layer == 0 ? 2 : 3) * 2.0 * rows * widths[layer] * widths[layer + 1];
    }
    try (FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      double seconds =
          Timing.median(
              RUNS,
              () -> {
                for (int layer = 0; layer + 1 < widths.length; layer++) {
                  int in = widths[layer];
                  int out = widths[layer + 1];
                  int t = CUBLAS_OP_T;
                  int n = CUBLAS_OP_N;
                  int status =
                      cublasSgemm_v2(blas, t, n, out, rows, in, one, a, in, b, in, zero, c, out);
                  check(status, "cublasSgemm");
                  status =
                      cublasSgemm_v2(blas, n, t, in, out, rows, one, a, in, b, out, zero, c, in);
                  check(status, "cublasSgemm");
                  if (layer > 0) {
                    status =
                        cublasSgemm_v2(blas, n, n, in, rows, out, one, a, in, b, out, zero, c, in);
                    check(status, "cublasSgemm");
                  }
                }
                check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
              });
      return operations / seconds;
    } finally {
      cublasDestroy_v2(blas);
      cudaFree(a);
      cudaFree(b);
      cudaFree(c);
    }
  }

  /**
   * Returns the seconds to bring two vectors up from pinned memory and to take the two inner
   * products of a Barzilai-Borwein step of them.
   */
  static double dots(int length) {
    DoublePointer pinned = new DoublePointer();
    DoublePointer vectors = new DoublePointer();
    check(cudaMallocHost(pinned, 2L * length * Double.BYTES), "cudaMallocHost");
    check(cudaMalloc(vectors, 2L * length * Double.BYTES), "cudaMalloc");
    check(cudaMemset(vectors, 0, 2L * length * Double.BYTES), "cudaMemset");
    cublasContext blas = new cublasContext();
    check(cublasCreate_v2(blas), "cublasCreate");
    DoublePointer result = new DoublePointer(1L);
    DoublePointer second = vectors.capacity(2L * length).getPointer(length);
    try {
      return Timing.median(
          RUNS,
          () -> {
            check(
                cudaMemcpyAsync(
                    vectors, pinned, 2L * length * Double.BYTES, cudaMemcpyDefault, null),
                "cudaMemcpyAsync");
            check(cublasDdot_v2(blas, length, vectors, 1, vectors, 1, result), "cublasDdot");
            check(cublasDdot_v2(blas, length, vectors, 1, second, 1, result), "cublasDdot");
          });
    } finally {
      cublasDestroy_v2(blas);
      cudaFree(vectors);
      cudaFreeHost(pinned);
    }
  }
}
