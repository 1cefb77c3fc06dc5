// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Finds the libraries that multiply matrices, once per JVM. netlib looks for its native library
 * when it is first used, by whomever, and never again: so OpenBLAS is unpacked before that.
 */
final class Blas {
  private static final String PATH = "dev.ludovic.netlib.blas.nativeLibPath";
  private static final String BINDING = "org.bytedeco.openblas.global.openblas_nolapack";
  private static final String LIBRARY = "libopenblas_nolapack.so.0";

  /** The native library's name, or the reason why there is none. */
  private static final String NATIVE_NAME;

  /** The native library; null where there is none. */
  static final BLAS NATIVE;

  private static final BLAS JAVA;

  /** Shares of entries other than 0 at which dense products take as long as sparse ones. */
  static final double NATIVE_SPARSE = 0.02;

  static final double JAVA_SPARSE = 0.3;

  static {
    String failure = unpack();
    String path = System.getProperty(PATH);
    BLAS found = null;
    String name;
    try {
      found = NativeBLAS.getInstance();
      name = path == null ? "the system's BLAS" : "the BLAS at " + path;
      name = failure.isEmpty() ? "OpenBLAS, one thread" : name;
    } catch (RuntimeException | LinkageError e) {
      name = failure.isEmpty() ? "netlib was in use before OpenBLAS was unpacked" : failure;
    }
    NATIVE = found;
    NATIVE_NAME = name;
    JAVA = JavaBLAS.getInstance();
  }

  private Blas() {}

  /** Returns the library of a backend. */
  static BLAS of(Backend backend) {
    if (backend == Backend.NATIVE && NATIVE == null) {
      throw new IllegalStateException("there is no native BLAS here: " + NATIVE_NAME);
    }
    return backend == Backend.JAVA || NATIVE == null ? JAVA : NATIVE;
  }

  static String describe(Backend backend) {
    return of(backend) == NATIVE ? NATIVE_NAME : JAVA.getClass().getSimpleName();
  }

  /** Long sums, whose order shows in their last bits. */
  static String example(Backend backend) {
    int size = 64;
    double[] a = new double[size * size];
    for (int i = 0; i < a.length; i++) {
      a[i] = 1.0 / (1 + (i * 7919L) % 104_729);
    }
    double[] product = new double[a.length];
    of(backend).dgemm("N", "T", size, size, size, 1, a, size, a, size, 0, product, size);
    return Integer.toHexString(Arrays.hashCode(product));
  }

  /**
   * Tells netlib where OpenBLAS is, if its jar is there and nobody named another library. By
   * reflection, as the jar is optional.
   *
   * @return why not, or nothing
   */
  private static String unpack() {
    if (System.getProperty(PATH) != null) {
      return "netlib cannot load " + System.getProperty(PATH);
    }
    try {
      Class<?> binding = Class.forName(BINDING);
      Class<?> loader = Class.forName("org.bytedeco.javacpp.Loader");
      Object file = loader.getMethod("load", Class.class).invoke(null, binding);
      binding.getMethod("blas_set_num_threads", int.class).invoke(null, 1);
      System.setProperty(PATH, Path.of((String) file).resolveSibling(LIBRARY).toString());
      return "";
    } catch (ClassNotFoundException e) {
      return "org.bytedeco:openblas is not on the class path";
    } catch (InvocationTargetException e) {
      return "OpenBLAS does not load: " + e.getCause();
    } catch (ReflectiveOperationException | LinkageError e) {
      return "OpenBLAS does not load: " + e;
    }
  }
}
