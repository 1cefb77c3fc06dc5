// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The {@code a.b=c} arguments of the command line.
 *
 * <p>A value is HOCON when it begins with a quote, a bracket or a brace, or holds <code>${</code>;
 * a number, {@code true}, {@code false} and {@code null} are what they look like; everything else
 * is taken as plain text. HOCON alone would read the path {@code hdfs://host/file} as an error and
 * {@code /a//b} as {@code /a} with a comment.
 */
final class Overrides {
  /** How errors name the place of an override. */
  static final String PLACE = "command line";

  private static final ConfigParseOptions ORIGIN =
      ConfigParseOptions.defaults().setOriginDescription(PLACE);
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private Overrides() {}

  /** Returns all overrides in one configuration; a later one wins. */
  static Config parse(List<String> overrides) {
    Config all = ConfigFactory.empty(PLACE);
    for (String override : overrides) {
      all = parse(override).withFallback(all);
    }
    return all;
  }

  private static Config parse(String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new JobException("an override has the form key=value, was: " + override);
    }
    String key = override.substring(0, equals).strip();
    String text = override.substring(equals + 1).strip();
    try {
      ConfigUtil.splitPath(key);
      return text.contains("${") || (!text.isEmpty() && "\"[{".indexOf(text.charAt(0)) >= 0)
          ? ConfigFactory.parseString(key + " = " + text, ORIGIN)
          : value(text).atPath(key);
    } catch (ConfigException e) {
      throw new JobException("not a HOCON setting: " + override + " (" + e.getMessage() + ")", e);
    }
  }

  private static ConfigValue value(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return ConfigValueFactory.fromAnyRef(text, PLACE);
    }
    String number = text.startsWith("+") ? text.substring(1) : text;
    return ConfigFactory.parseString("value = " + number, ORIGIN).root().get("value");
  }
}
