// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.DidYouMean;

/** Refuses keys that the reference does not have, and values where it has a group of keys. */
final class UnknownKeys {
  private final Map<String, String> leaves = new TreeMap<>();
  private final ConfigObject reference;

  private UnknownKeys(Config reference) {
    this.reference = reference.root();
    reference.root().forEach((key, value) -> collect(ConfigUtil.joinPath(key), key, value));
  }

  /**
   * Checks every key of a resolved configuration.
   *
   * @throws JobException naming the file, the line, the key and the nearest known one
   */
  static void check(Config config, Config reference) {
    var known = new UnknownKeys(reference);
    known.check("", config.root(), known.reference);
  }

  private void collect(String path, String name, ConfigValue value) {
    leaves.put(path, name);
    if (value instanceof ConfigObject group) {
      group.forEach((key, child) -> collect(join(path, key), key, child));
    }
  }

  private void check(String path, ConfigObject group, ConfigObject known) {
    group.forEach(
        (key, value) -> {
          String full = join(path, key);
          ConfigValue expected = known.get(key);
          if (!known.containsKey(key)) {
            throw new JobException(
                where(value.origin()) + "unknown key " + full + "; " + hint(path, key, known));
          }
          if (full.equals("features") && value instanceof ConfigList stages) {
            checkStages(stages);
          } else if (expected instanceof ConfigObject inner) {
            checkGroup(full, value, inner);
          }
        });
  }

  private void checkGroup(String path, ConfigValue value, ConfigObject known) {
    if (!(value instanceof ConfigObject group)) {
      throw new JobException(
          where(value.origin()) + path + " must be a group {...}, was " + value.unwrapped());
    }
    if (!known.isEmpty()) { // an empty group takes any key
      check(path, group, known);
    }
  }

  private void checkStages(ConfigList stages) {
    for (int i = 0; i < stages.size(); i++) {
      checkGroup("features[" + i + "]", stages.get(i), (ConfigObject) reference.get("stage"));
    }
  }

  private String hint(String path, String key, ConfigObject siblings) {
    return DidYouMean.of(key, siblings.keySet())
        .map(name -> join(path, name))
        .or(() -> DidYouMean.of(key, leaves.values()).map(this::elsewhere))
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> DidYouMean.hint(key, siblings.keySet()));
  }

  private String elsewhere(String name) {
    return leaves.entrySet().stream()
        .filter(leaf -> leaf.getValue().equals(name))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static String join(String path, String key) {
    String quoted = ConfigUtil.joinPath(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }

  /** Returns "file: line: "; the command line has no lines. */
  static String where(ConfigOrigin origin) {
    String place = origin.description();
    return (place.startsWith(Overrides.PLACE) ? Overrides.PLACE : place) + ": ";
  }
}
