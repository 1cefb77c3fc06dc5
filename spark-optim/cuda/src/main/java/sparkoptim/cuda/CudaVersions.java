// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaRuntimeGetVersion;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import org.bytedeco.cuda.global.cublas;

/** Versions of the host's libraries, in words. */
final class CudaVersions {
  private CudaVersions() {}

  /** Returns the version of the runtime. */
  static String runtime() {
    int[] version = new int[1];
    cudaRuntimeGetVersion(version);
    return text(version[0]);
  }

  /** Returns the newest CUDA that the driver knows. */
  static String driver() {
    int[] version = new int[1];
    cudaDriverGetVersion(version);
    return text(version[0]);
  }

  /** Returns the version of the compiler. */
  static String compiler() {
    int[] major = new int[1];
    int[] minor = new int[1];
    nvrtcVersion(major, minor);
    return major[0] + "." + minor[0];
  }

  /** Returns the version of cuBLAS. */
  static String blas() {
    int[] part = new int[1];
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < 3; k++) {
      cublas.cublasGetProperty(k, part);
      text.append(k == 0 ? "" : ".").append(part[0]);
    }
    return text.toString();
  }

  private static String text(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }
}
