// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.engine.publish.Volume;
import sparkoptim.jobs.JobException;

/** A complete version: a folder with a model and what is known of it, which never changes. */
public final class Version {
  /** The folder of the model. */
  public static final String MODEL = "model";

  /** The file with where the model came from: parent, anchor, data, settings. */
  public static final String RECORD = "record.json";

  private final Volume volume;
  private final Path folder;
  private final VersionName name;
  private final Instant completed;
  private final Map<String, Long> files;

  Version(
      Volume volume, Path folder, VersionName name, Instant completed, Map<String, Long> files) {
    this.volume = volume;
    this.folder = folder;
    this.name = name;
    this.completed = completed;
    this.files = Map.copyOf(files);
  }

  /** Returns the name. */
  public VersionName name() {
    return name;
  }

  /** Returns when it was complete. */
  public Instant completed() {
    return completed;
  }

  /** Returns the folder. */
  public Path folder() {
    return folder;
  }

  /** Returns where the model is. */
  public Path model() {
    return new Path(folder, MODEL);
  }

  /** Returns where the model came from. */
  public JsonNode record() throws IOException {
    return json(RECORD)
        .orElseThrow(() -> new JobException("%s has no %s".formatted(folder, RECORD)));
  }

  /** Returns a JSON file; nothing where the version has none of that name. */
  public Optional<JsonNode> json(String file) throws IOException {
    try {
      Path path = new Path(folder, file);
      JsonNode json =
          JsonText.parse(volume.read(path))
              .orElseThrow(() -> new JobException(path + " is damaged: it is no JSON object"));
      return Optional.of(json);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that all files are there, in their lengths.
   *
   * @throws JobException naming one that is not
   */
  public void requireWhole() throws IOException {
    Map<String, Long> found = volume.tree(folder);
    for (Map.Entry<String, Long> file : files.entrySet()) {
      Long length = found.get(file.getKey());
      if (!file.getValue().equals(length)) {
        throw new JobException(
            "version %s is damaged: %s %s"
                .formatted(
                    name,
                    new Path(folder, file.getKey()),
                    length == null
                        ? "is missing"
                        : PlainText.of("has %d bytes, %d were written", length, file.getValue())));
      }
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
