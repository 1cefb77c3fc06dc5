// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's listeners, of all fits in this JVM. */
public final class ProgressListeners {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressListeners.class);
  private static final CopyOnWriteArrayList<ProgressListener> LISTENERS =
      new CopyOnWriteArrayList<>();

  private ProgressListeners() {}

  /** Adds a listener. */
  public static void add(ProgressListener listener) {
    LISTENERS.add(listener);
  }

  /** Removes a listener; one that is not there is ignored. */
  public static void remove(ProgressListener listener) {
    LISTENERS.remove(listener);
  }

  /** Returns the number of listeners. */
  public static int count() {
    return LISTENERS.size();
  }

  /** Tells all of a report. */
  static void tell(Progress progress) {
    each(listener -> listener.progress(progress));
  }

  /** Tells all; a listener's failure never harms a fit. */
  static void each(Consumer<ProgressListener> event) {
    for (ProgressListener listener : LISTENERS) {
      try {
        event.accept(listener);
      } catch (RuntimeException | FSError | OutOfMemoryError | LinkageError e) {
        LOG.warn("a progress listener failed", e);
      }
    }
  }
}
