// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.ClassLoaderUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** PyTorch's library in this JVM. */
public final class TorchLibrary {
  private static final String NATIVE = "pytorch-native-cpu";

  private TorchLibrary() {}

  private static final class Once {
    private static final String MISSING = load();
  }

  /** Returns why it cannot be used here, in one line with the remedy; null where it can. */
  public static String missing() {
    return Once.MISSING;
  }

  /**
   * Sees to the library.
   *
   * @throws IllegalStateException if it cannot be used, in one line with the remedy
   */
  static void require() {
    if (missing() != null) {
      throw new IllegalStateException(missing());
    }
  }

  private static String load() {
    // Without its jar DJL would look for the library on the internet, at each start.
    if (!bundled() && System.getenv("PYTORCH_LIBRARY_PATH") == null) {
      return "network: backend torch needs PyTorch's library, the jar ai.djl.pytorch:"
          + NATIVE
          + " of this platform ("
          + platform()
          + "), on the class path of driver and executors; bin/spark-optim adds it where backend is"
          + " torch";
    }
    try {
      Engine.getEngine("PyTorch");
      return null;
    } catch (RuntimeException | LinkageError e) {
      return "network: PyTorch's library cannot be loaded on "
          + platform()
          + " ("
          + Causes.line(e)
          + "); it needs the jar ai.djl.pytorch:"
          + NATIVE
          + " of this platform";
    }
  }

  /** DJL asks the thread's class loader, and so does this. */
  private static boolean bundled() {
    try {
      return ClassLoaderUtils.getResource("native/lib/pytorch.properties") != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String platform() {
    return (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .toLowerCase(Locale.ROOT);
  }

  /** Returns PyTorch's version. */
  static String version() {
    require();
    return Engine.getEngine("PyTorch").getVersion();
  }

  static PtNDManager manager() {
    require();
    return (PtNDManager) NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");
  }

  /**
   * Sets this thread up, as PyTorch keeps these settings for each: one core, as ranks fill the
   * others, which also fixes the order of sums; and no optimizing interpreter, whose first runs
   * have other bits than later ones.
   *
   * @param gradients whether what follows is differentiated
   */
  static void enter(boolean gradients) {
    JniUtils.setNumThreads(1);
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(gradients);
  }
}
