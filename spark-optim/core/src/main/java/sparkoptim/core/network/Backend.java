// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

/**
 * The library that multiplies matrices. Another backend, or another processor, gives other last
 * bits.
 */
public enum Backend {
  /** The native library where there is one, else Java. */
  AUTO,
  /** The best of netlib's implementations in Java. */
  JAVA,
  /**
   * A native library through netlib: OpenBLAS if org.bytedeco:openblas is on the class path, else
   * the system's libblas.so.3, or the one that netlib's {@code nativeLibPath} property names.
   */
  NATIVE;

  /** Returns whether it can be had here. */
  public boolean available() {
    return this != NATIVE || Blas.NATIVE != null;
  }

  /**
   * Returns what the backend is on this machine, in words.
   *
   * @throws IllegalStateException if it is not available
   */
  public String description() {
    return Blas.describe(this);
  }

  /**
   * Returns a hash of a fixed product. Where it differs, so do the last bits of what the backend
   * computes.
   *
   * @throws IllegalStateException if it is not available
   */
  public String example() {
    return Blas.example(this);
  }
}
