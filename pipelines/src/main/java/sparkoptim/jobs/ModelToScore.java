// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Publication;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.jobs.registry.HeldVersion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.VersionChoice;

/**
 * The model that a job applies: that of a path, or a version of a registry, which is chosen once
 * and held until this is closed.
 *
 * @param place the folder to load
 */
record ModelToScore(Path place, Optional<Registry> registry, Optional<HeldVersion> reading)
    implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelToScore.class);

  /** Where to look for a model: a path, or a registry and a version in it. */
  record Named(String path, Optional<VersionChoice> version) {
    /** Returns the key of the setting that names it. */
    String key() {
      return version.isPresent() ? RegistrySettings.KEY : "model";
    }
  }

  static ModelToScore open(Named named, Configuration hadoop) throws IOException {
    if (named.version().isEmpty()) {
      return new ModelToScore(found(named.path(), hadoop), Optional.empty(), Optional.empty());
    }
    Registry registry = Registry.toRead(named.path(), hadoop);
    try {
      HeldVersion reading = registry.read(named.version().get());
      reading.version().requireWhole();
      return new ModelToScore(
          reading.version().model(), Optional.of(registry), Optional.of(reading));
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  /** Returns where the model is; a training that was ended may have left it for others to move. */
  private static Path found(String path, Configuration hadoop) throws IOException {
    Path plain = new Path(path);
    Path named = plain.getFileSystem(hadoop).makeQualified(plain);
    if (named.getParent() == null) {
      return named;
    }
    try {
      Publication.finish(named.getParent(), TrainJob.PUBLICATION, hadoop);
    } catch (IOException | PublicationBusyException e) {
      LOG.debug("{} is read as it is: {}", named, e.toString());
    }
    return Publication.locate(named.getParent(), TrainJob.PUBLICATION, named.getName(), hadoop);
  }

  /** Returns the version's name; nothing where the model is that of a path. */
  Optional<String> version() {
    return reading.map(HeldVersion::version).map(Object::toString);
  }

  /** Returns what a file beside predictions says of a version. */
  Map<String, Object> record(Named named) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("modelVersion", version().orElse(null));
    values.put("registry", registry.map(Registry::root).map(Path::toString).orElse(null));
    values.put("chosenBy", named.version().map(VersionChoice::toString).orElse(null));
    values.put("time", Instant.now().toString());
    return values;
  }

  @Override
  public void close() throws IOException {
    reading.ifPresent(HeldVersion::close);
    if (registry.isPresent()) {
      registry.get().close();
    }
  }
}
