// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.File;
import java.util.Arrays;
import java.util.Locale;

/** PyTorch's library in this JVM. */
public final class TorchLibrary {
  private static final String NATIVE = "pytorch-native-cpu";

  private TorchLibrary() {}

  private static final class Once {
    private static final String MISSING = loaded();
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

  private static String loaded() {
    String why = unfit();
    return why == null ? load() : why;
  }

  /**
   * Returns why there is no library for this platform, in one line; null where there is. DJL would
   * fetch one from the internet then, at each start.
   */
  static String unfit() {
    Platform platform;
    try {
      platform = Platform.detectPlatform("pytorch"); // the jar that DJL would choose
    } catch (RuntimeException | AssertionError e) {
      return "network: backend torch cannot run on " + platform() + " (" + Causes.line(e) + ")";
    }
    String version = Utils.getEnvOrSystemProperty("PYTORCH_VERSION", "");
    if (!platform.getVersion().startsWith(version)) {
      return "network: backend torch needs PyTorch "
          + platform.getVersion()
          + ", and PYTORCH_VERSION is "
          + version
          + ": unset it";
    }
    if (platform.isPlaceholder() && !isInPath()) {
      return "network: backend torch needs PyTorch's library, the jar ai.djl.pytorch:"
          + NATIVE
          + " of this platform ("
          + platform()
          + "), on the class path of driver and executors; bin/spark-optim adds it where backend is"
          + " torch";
    }
    return null;
  }

  private static String load() {
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

  /** Returns whether PYTORCH_LIBRARY_PATH has a library. */
  private static boolean isInPath() {
    String paths = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH", "");
    String name = System.mapLibraryName("torch");
    return Arrays.stream(paths.split(File.pathSeparator))
        .filter(path -> !path.isEmpty())
        .anyMatch(path -> new File(path).getName().equals(name) || new File(path, name).isFile());
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
