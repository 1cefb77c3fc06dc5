// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.List;

/**
 * The packages and classes that stages may come from, by the setting {@code trustedPackages}: the
 * names of stages in a configuration and in a saved model choose the code that runs.
 *
 * @param names of packages, with those below them, and of classes; none if nothing was narrowed
 */
record TrustedPackages(List<String> names) {
  static final String KEY = "trustedPackages";
  static final TrustedPackages ALL = new TrustedPackages(List.of());

  /** Its SQL may call any method of any class: a package's name is not enough to mean that. */
  private static final String SQL = "org.apache.spark.ml.feature.SQLTransformer";

  static TrustedPackages of(Config config) {
    if (!config.hasPath(KEY)) {
      return ALL;
    }
    try {
      return new TrustedPackages(List.copyOf(config.getStringList(KEY)));
    } catch (ConfigException.WrongType e) {
      throw new JobException(
          KEY + " must be a list of packages and classes [a.b, ...], was " + config.getValue(KEY),
          e);
    }
  }

  /**
   * Refuses a class of elsewhere.
   *
   * @param place that names the class, for the error
   */
  void require(String place, String className) {
    if (!names.isEmpty() && names.stream().noneMatch(name -> holds(name, className))) {
      throw new JobException(
          "%s: the class %s is in none of %s = %s".formatted(place, className, KEY, names)
              + (className.equals(SQL) ? ", of which it needs its whole name as it runs SQL" : ""));
    }
  }

  private static boolean holds(String name, String className) {
    return className.equals(name) || (!className.equals(SQL) && className.startsWith(name + "."));
  }
}
