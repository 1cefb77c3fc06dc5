// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigValueType;
import java.util.Optional;

/**
 * A registry of versions: {@code registry = URI}, or {@code registry { uri = URI, singleWriter =
 * true }}.
 *
 * @param singleWriter whether the scheduler sees to it that no two runs write at a time
 */
record RegistrySettings(String uri, boolean singleWriter) {

  /** Returns the registry that a configuration names, if it names one. */
  static Optional<RegistrySettings> find(Keys keys) {
    if (!keys.config().hasPath("registry")) {
      return Optional.empty();
    }
    if (keys.config().getValue("registry").valueType() != ConfigValueType.OBJECT) {
      return keys.text("registry").map(uri -> new RegistrySettings(uri, false));
    }
    return Optional.of(
        new RegistrySettings(
            keys.requiredPath("registry.uri"),
            keys.config().hasPath("registry.singleWriter") && keys.flag("registry.singleWriter")));
  }

  static RegistrySettings of(Keys keys) {
    return find(keys).orElseGet(() -> new RegistrySettings(keys.requiredPath("registry"), false));
  }
}
