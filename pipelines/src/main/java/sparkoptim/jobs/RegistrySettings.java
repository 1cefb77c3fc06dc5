// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import sparkoptim.core.DidYouMean;

/**
 * The setting {@code registry}: a folder, or {@code {uri = FOLDER, singleWriter = true}}.
 *
 * @param singleWriter whether no two runs ever write to it at the same time
 */
record RegistrySettings(String uri, boolean singleWriter) {
  static final String KEY = "registry";
  static final String URI = KEY + ".uri";
  private static final String SINGLE_WRITER = KEY + ".singleWriter";

  /** Returns the settings of a command that needs a registry. */
  static RegistrySettings of(Keys keys) {
    return find(keys).orElseGet(() -> new RegistrySettings(keys.requiredPath(KEY), false));
  }

  /** Returns the settings; nothing where there is no registry. */
  static Optional<RegistrySettings> find(Keys keys) {
    if (!keys.config().hasPath(KEY)) {
      return Optional.empty();
    }
    if (keys.config().getValue(KEY).valueType() != ConfigValueType.OBJECT) {
      return keys.text(KEY).map(uri -> new RegistrySettings(uri, false));
    }
    ConfigObject group = keys.config().getObject(KEY);
    List<String> known = List.of("uri", "singleWriter");
    for (String name : group.keySet()) {
      if (!known.contains(name)) {
        throw new JobException(
            "unknown key %s.%s; %s".formatted(KEY, name, DidYouMean.hint(name, known)));
      }
    }
    String uri =
        keys.text(URI)
            .orElseThrow(
                () ->
                    new JobException(
                        "registry.uri is not set: write registry { uri = FOLDER, singleWriter = true }"
                            + " in place of registry = FOLDER, or pass registry.uri=FOLDER too"));
    return Optional.of(
        new RegistrySettings(
            uri, keys.config().hasPath(SINGLE_WRITER) && keys.flag(SINGLE_WRITER)));
  }
}
