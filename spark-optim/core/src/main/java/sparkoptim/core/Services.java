// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The services that jars on the class path bring, by {@link ServiceLoader}. A broken one must not
 * keep the others from working: it is left out, and whoever asks for what it brings is told why.
 */
public final class Services {
  /** A list of services whose lines are all broken ends. */
  private static final int MOST_BROKEN = 10;

  private Services() {}

  /**
   * Hands over every service that can be loaded, in the order of the class path.
   *
   * @param <S> the kind of service
   * @param type the kind of service
   * @param loader the class loader to search; null for that of the system
   * @param use takes a service; one that cannot be linked is a broken one
   * @return why services are broken, each reason once; empty if none is
   */
  public static <S> List<String> load(Class<S> type, ClassLoader loader, Consumer<S> use) {
    List<String> broken = new ArrayList<>();
    var found = ServiceLoader.load(type, loader).iterator();
    for (int errors = 0; errors < MOST_BROKEN; ) {
      try {
        if (!found.hasNext()) {
          break;
        }
        use.accept(found.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        errors++;
        String reason = reason(e);
        if (!broken.contains(reason)) {
          broken.add(reason);
        }
      }
    }
    return broken;
  }

  /**
   * Returns the class loader of the thread: jars that came with the application are its own, and
   * not this library's, on some clusters.
   */
  public static ClassLoader threadLoader() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return loader == null ? Services.class.getClassLoader() : loader;
  }

  /**
   * Returns what happened, with the cause: the error of a service says least itself.
   *
   * @param error of loading, linking or calling a service
   */
  public static String reason(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error.toString() : error.getMessage() + ": " + cause;
  }

  /**
   * Returns what an error message about an unknown name adds.
   *
   * @param broken what {@link #load} returned
   * @return empty if nothing is broken
   */
  public static String hint(List<String> broken) {
    return broken.isEmpty()
        ? ""
        : " (a provider could not be loaded: " + String.join("; ", broken) + ")";
  }
}
