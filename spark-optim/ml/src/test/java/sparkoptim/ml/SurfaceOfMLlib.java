// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the public methods of a class with those of MLlib's class of the same name. */
final class SurfaceOfMLlib {
  /** What Spark 4 has for its servers, and keeps to itself. */
  private static final Set<String> OF_SERVERS =
      Set.of("createSummary", "saveSummary", "loadSummary", "diagInvAtWA", "coefficientArray");

  private SurfaceOfMLlib() {}

  /**
   * Asserts that ours has a method of every name that theirs has.
   *
   * @param missing params that are not there yet, with their getters and setters
   * @param internal methods that MLlib keeps to itself
   */
  static void assertHas(
      Class<?> ours, Class<?> theirs, List<String> missing, List<String> internal) {
    Set<String> absent =
        Stream.concat(
                missing.stream()
                    .flatMap(name -> Stream.of(name, "get" + upper(name), "set" + upper(name))),
                internal.stream())
            .collect(Collectors.toSet());
    Set<String> names = names(ours).collect(Collectors.toSet());
    assertThat(names(theirs).filter(name -> !absent.contains(name)).toList())
        .as("methods of MLlib's %s", theirs.getSimpleName())
        .isSubsetOf(names);
    assertThat(names).as("what is there, and no longer missing").noneMatch(absent::contains);
  }

  private static Stream<String> names(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .filter(name -> !name.contains("$") && !OF_SERVERS.contains(name))
        .distinct();
  }

  private static String upper(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
