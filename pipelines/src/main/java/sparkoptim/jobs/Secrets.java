// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what must not be recorded: values whose key names a secret, and secrets inside of
 * texts, such as user information in URLs.
 */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String HIDDEN = "***";

  /** Of a key in words: {@code fs.s3a.secretKey} is "fs s3a secret key". */
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|passw|passphrase|credential|\\bpwd\\b|\\bpass$|\\bsas\\b|\\bjaas\\b|\\bjwt$"
              + "|\\bauth$|\\bauthorization\\b|signature$|token$"
              + "|(access|account|api|auth|client|encryption|license|master|private"
              + "|shared|signing|ssh|storage|subscription) ?keys?\\b"
              + "|\\b(access|api|auth|bearer|id|oauth|refresh|sas|security|session) ?tokens?\\b");

  /** {@code passwordFile} and {@code passwordAlias} name a file and a credential. */
  private static final Pattern PLACE_KEY = Pattern.compile(" (file|alias)$");

  private static final Pattern WORD_BORDER =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+");

  /**
   * User information of URLs. A container of Azure stands in its place; a secret key of S3 may have
   * slashes, and so may a password that is no port.
   */
  private static final Pattern USER =
      Pattern.compile(
          "(?i)((?:^|[^\\w+.-])(?!(?:abfss?|wasbs?)://[^/@:]*@)(?:[a-z][\\w+.-]*:){0,3}"
              + "[a-z][\\w+.-]*://)(?:[^/?#\\s@]*@(?:[^/?#\\s@]*@)*"
              + "|(?<=s3[an]?://)[^/@:\\s]+:[^@\\s]+@"
              + "|[^/@:\\s]+:(?!\\d+(?:[/?#,]|$))[^@\\s]*@)");

  private static final Pattern ORACLE_USER = Pattern.compile("(jdbc:oracle:\\w+:)[^@\\s]+@");
  private static final Pattern KEY = Pattern.compile("(?<![\\w.-])([\\w.-]+)[\"']?\\s*[=:]\\s*");

  /** What follows a secret's key: in quotes, or up to the next key. */
  private static final Pattern VALUE =
      Pattern.compile(
          "\"[^\"]*\"|'[^']*'|(?:(?![,\\s]\\s*[\"']?[\\w.-]+[\"']?\\s*[=:])[^;&\"'}\\r\\n])+");

  private static final Pattern KNOWN =
      Pattern.compile(
          "^(?i:bearer|basic)\\s+\\S+$|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[opsu]_\\w{20,}"
              + "|\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*"
              + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*");

  private Secrets() {}

  /** Returns a configuration as maps, lists and values without secrets. */
  public static Map<String, Object> redacted(Config config) {
    return group("", config.root(), false);
  }

  /** Returns a text without the secrets in it. */
  public static String redacted(String text) {
    String clean = ORACLE_USER.matcher(text).replaceAll("$1" + HIDDEN + "@");
    clean = USER.matcher(clean).replaceAll("$1" + HIDDEN + "@");
    return KNOWN.matcher(withoutPairs(clean)).replaceAll(HIDDEN);
  }

  /** Returns whether a key, or a path of keys, names a secret, and not the place of one. */
  static boolean isSecret(String key) {
    String words = words(key);
    return SECRET_KEY.matcher(words).find() && !PLACE_KEY.matcher(words).find();
  }

  private static String words(String key) {
    return WORD_BORDER.matcher(key).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  private static String withoutPairs(String text) {
    var clean = new StringBuilder();
    int kept = 0;
    Matcher key = KEY.matcher(text);
    Matcher value = VALUE.matcher(text);
    for (int from = 0; key.find(from); from = Math.max(key.end(), kept)) {
      boolean secret = isSecret(key.group(1)) || key.group(1).equalsIgnoreCase("sig");
      value.region(key.end(), text.length());
      if (secret && !text.startsWith("//", key.end()) && value.lookingAt()) {
        clean.append(text, kept, key.end()).append(HIDDEN);
        kept = value.end();
      }
    }
    return clean.append(text, kept, text.length()).toString();
  }

  private static Map<String, Object> group(String path, ConfigObject group, boolean secret) {
    var values = new LinkedHashMap<String, Object>();
    new TreeMap<>(group)
        .forEach(
            (key, value) -> {
              String place = path + " " + key;
              values.put(key, value(place, value, secret || isSecret(place)));
            });
    return values;
  }

  private static Object value(String path, ConfigValue value, boolean secret) {
    if (value instanceof ConfigObject group) {
      return group(path, group, secret);
    }
    if (value instanceof ConfigList list) {
      return list.stream().map(item -> value(path, item, secret)).toList();
    }
    Object plain = value.unwrapped();
    boolean open =
        plain == null || plain.equals("") || value.valueType() == ConfigValueType.BOOLEAN;
    if (secret && !open) {
      return HIDDEN;
    }
    return plain instanceof String text ? redacted(text) : plain;
  }
}
