// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every registered choice, for tests outside of this package. */
public final class Registry {
  private Registry() {}

  /** All defaults by name, in alphabetical order. */
  public static Map<String, MethodPart> defaults() {
    return new TreeMap<>(MethodRegistry.here().defaults());
  }

  /** The defaults of one kind, in alphabetical order of their names. */
  public static <T extends MethodPart> List<T> of(Class<T> kind) {
    return defaults().values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
