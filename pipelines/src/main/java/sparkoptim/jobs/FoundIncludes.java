// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.util.List;

/**
 * Includes of HOCON that must be there: a mistyped one would be left out without a word.
 *
 * @param found what does the including
 */
record FoundIncludes(ConfigIncluder found) implements ConfigIncluder {

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return new FoundIncludes(fallback);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    ConfigObject included = found.include(context, what);
    if (included.isEmpty() && !isThere(context, what)) {
      throw new JobException(
          "include \"%s\": no such file beside the one that names it".formatted(what));
    }
    return included;
  }

  private static boolean isThere(ConfigIncludeContext context, String what) {
    for (String ending : List.of("", ".conf", ".json", ".properties")) {
      ConfigParseable file = context.relativeTo(what + ending);
      try {
        if (file != null) {
          file.parse(context.parseOptions().setAllowMissing(false));
          return true;
        }
      } catch (ConfigException.IO e) {
        continue; // not this one
      }
    }
    return false;
  }
}
