// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads a job's HOCON file: overrides take precedence over the file, the file over the defaults.
 */
final class JobConfig {
  private static final Config REFERENCE =
      ConfigFactory.parseResources(JobConfig.class, "reference.conf").resolve();

  private static final ConfigParseOptions OPTIONS =
      ConfigParseOptions.defaults().appendIncluder(new FoundIncludes(null));

  private JobConfig() {}

  /** Returns every key with its default. */
  static Config reference() {
    return REFERENCE;
  }

  /**
   * Returns the resolved configuration. Environment variables fill {@code ${NAME}}; a relative
   * {@code include} is looked for beside the file.
   *
   * @param file a local path, or the URI of a file on a Hadoop file system
   * @param overrides {@code a.b=c}
   * @throws JobException when the file is missing, does not parse, or has a key that no job knows
   */
  static Config load(String file, List<String> overrides) {
    Config config = Overrides.parse(overrides).withFallback(parse(file)).withFallback(REFERENCE);
    try {
      Config resolved = config.resolve();
      UnknownKeys.check(resolved, REFERENCE);
      return resolved;
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw new JobException(
          file + ": " + e.getMessage() + " (neither a key nor an environment variable)", e);
    }
  }

  /**
   * Returns the same for a record of the run: what an environment variable gave is its name, {@code
   * ${NAME}}.
   */
  static Config recorded(String file, List<String> overrides) {
    ConfigResolveOptions names =
        ConfigResolveOptions.defaults()
            .setUseSystemEnvironment(false)
            .appendResolver(new EnvironmentNames());
    return Overrides.parse(overrides)
        .withFallback(parse(file))
        .withFallback(REFERENCE)
        .resolve(names);
  }

  /** Names environment variables where the values would be. */
  private static final class EnvironmentNames implements ConfigResolver {
    @Override
    public ConfigValue lookup(String path) {
      return System.getenv(path) == null
          ? null // an optional ${?NAME} stays unset
          : ConfigValueFactory.fromAnyRef("${" + path + "}");
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }

  private static Config parse(String file) {
    boolean remote = file.contains("://");
    if (!remote && !new File(file).isFile()) {
      throw new JobException("no such config file: " + file);
    }
    try {
      return remote
          ? ConfigFactory.parseString(text(file), OPTIONS.setOriginDescription(file))
          : ConfigFactory.parseFile(new File(file), OPTIONS);
    } catch (ConfigException e) {
      throw new JobException("not a HOCON file: " + e.getMessage(), e);
    }
  }

  private static String text(String uri) {
    var path = new Path(uri);
    try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
