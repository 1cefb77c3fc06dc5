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
import java.util.Optional;
import java.util.function.Supplier;
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
    return load(file, overrides, HadoopSettings::get);
  }

  /** Returns the same; a file of another machine is read with these settings. */
  static Config load(String file, List<String> overrides, Supplier<Configuration> hadoop) {
    Config config = whole(overrides, parse(file, hadoop));
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
    return recorded(file, overrides, HadoopSettings::get);
  }

  /** Returns the same; a file of another machine is read with these settings. */
  static Config recorded(String file, List<String> overrides, Supplier<Configuration> hadoop) {
    ConfigResolveOptions names =
        ConfigResolveOptions.defaults()
            .setUseSystemEnvironment(false)
            .appendResolver(new EnvironmentNames());
    return whole(overrides, parse(file, hadoop)).resolve(names);
  }

  /**
   * Returns what is known of a configuration: not checked, without the file where there is none
   * here, and with references to the environment of another machine still open.
   */
  static Config known(
      Optional<String> file, List<String> overrides, Supplier<Configuration> hadoop) {
    Config parsed = file.map(place -> parse(place, hadoop)).orElseGet(ConfigFactory::empty);
    return whole(overrides, parsed)
        .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
  }

  private static Config whole(List<String> overrides, Config file) {
    return Overrides.parse(overrides).withFallback(file).withFallback(REFERENCE);
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

  /** Returns whether a file is named by a URI, which Hadoop reads. */
  static boolean isRemote(String file) {
    return file.contains("://");
  }

  /** Returns whether there is such a file on a Hadoop file system. */
  static boolean canRead(String uri, Configuration hadoop) {
    var path = new Path(uri);
    try {
      return path.getFileSystem(hadoop).getFileStatus(path).isFile();
    } catch (IOException e) {
      return false;
    }
  }

  private static Config parse(String file, Supplier<Configuration> hadoop) {
    boolean remote = isRemote(file);
    if (!remote && !new File(file).isFile()) {
      throw new JobException("no such config file: " + file);
    }
    try {
      return remote
          ? ConfigFactory.parseString(text(file, hadoop.get()), OPTIONS.setOriginDescription(file))
          : ConfigFactory.parseFile(new File(file), OPTIONS);
    } catch (ConfigException e) {
      throw new JobException("not a HOCON file: " + e.getMessage(), e);
    }
  }

  private static String text(String uri, Configuration hadoop) {
    var path = new Path(uri);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
