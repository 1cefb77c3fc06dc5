// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Options that name where a secret is: {@code passwordFile} a file, {@code passwordAlias} an entry
 * of Hadoop's credential providers. The secret itself exists in the reader's options only, never in
 * the configuration that is recorded.
 */
final class OptionSecrets {
  private static final String FILE = "File";
  private static final String ALIAS = "Alias";

  /** Options of connectors that end in the same way and mean something else. */
  private static final Set<String> THEIRS =
      Set.of("credentialsfile", "keystorefile", "truststorefile", "privatekeyfile");

  private OptionSecrets() {}

  /** Returns the options with every reference followed. */
  static Map<String, String> resolved(Map<String, String> options, Configuration hadoop) {
    var resolved = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    options.forEach(
        (name, value) -> {
          if (refers(name, FILE)) {
            put(resolved, options, name, FILE, content(name, value, hadoop));
          } else if (refers(name, ALIAS)) {
            put(resolved, options, name, ALIAS, secret(name, value, hadoop));
          } else {
            resolved.put(name, value);
          }
        });
    return resolved;
  }

  /** Returns the option that a reference stands for; the name itself where it is none. */
  static String target(String name) {
    return refers(name, FILE) || refers(name, ALIAS)
        ? name.substring(0, name.length() - (refers(name, FILE) ? FILE : ALIAS).length())
        : name;
  }

  private static boolean refers(String name, String ending) {
    return name.endsWith(ending)
        && name.length() > ending.length()
        && !THEIRS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static void put(
      Map<String, String> resolved,
      Map<String, String> options,
      String name,
      String ending,
      String value) {
    String target = name.substring(0, name.length() - ending.length());
    if (options.keySet().stream().anyMatch(target::equalsIgnoreCase)) {
      throw new JobException(
          "data.options.%s and data.options.%s are both set".formatted(target, name));
    }
    resolved.put(target, value);
  }

  private static String content(String name, String file, Configuration hadoop) {
    var path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new JobException(
          "data.options.%s: cannot read %s (%s)"
              .formatted(name, file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static String secret(String name, String alias, Configuration hadoop) {
    try {
      char[] secret = hadoop.getPassword(alias);
      if (secret != null) {
        return new String(secret);
      }
    } catch (IOException e) {
      throw new JobException(
          "data.options.%s: the credential provider cannot be read (%s)"
              .formatted(name, e.getClass().getSimpleName()),
          e);
    }
    throw new JobException(
        "data.options.%s: no credential %s in hadoop.security.credential.provider.path = %s"
            .formatted(name, alias, hadoop.get("hadoop.security.credential.provider.path")));
  }
}
