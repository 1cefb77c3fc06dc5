// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine can tell of a configuration that a driver in a cluster has: the file may be
 * there only, and so may variables of the environment.
 *
 * @param config with references that are still open
 */
record KnownConfig(Config config) {

  /** Returns a value; nothing where there is none, or only the driver can tell. */
  Optional<String> text(String key) {
    try {
      boolean one =
          config.hasPath(key)
              && config.getValue(key).valueType() != ConfigValueType.OBJECT
              && config.getValue(key).valueType() != ConfigValueType.LIST;
      return one
          ? Optional.of(config.getString(key)).filter(text -> !text.isBlank())
          : Optional.empty();
    } catch (ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }

  /** Returns whether a switch is known to be on. */
  boolean isOn(String key) {
    return text(key).filter(Set.of("true", "yes", "on")::contains).isPresent();
  }

  /** Returns the registry's folder. */
  Optional<String> registry() {
    return text(RegistrySettings.KEY).or(() -> text(RegistrySettings.URI));
  }
}
