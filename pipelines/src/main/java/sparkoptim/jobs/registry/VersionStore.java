// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;

/** The folder of versions. */
final class VersionStore {
  /** The file that is written last: with it a version is whole. */
  static final String COMPLETE = "_COMPLETE";

  /** The file that is written first, as not every store knows how old a folder is. */
  static final String BEGUN = "_BEGUN";

  private final Volume volume;
  private final Path folder;
  private final Clock clock;

  VersionStore(Volume volume, Path folder, Clock clock) {
    this.volume = volume;
    this.folder = folder;
    this.clock = clock;
  }

  Path folder(VersionName name) {
    return new Path(folder, name.toString());
  }

  /** Returns the names that there are, complete or not, in their order; one listing. */
  List<VersionName> names() throws IOException {
    return volume.children(folder).stream()
        .flatMap(child -> VersionName.of(child.getName()).stream())
        .sorted()
        .toList();
  }

  VersionDraft begin(VersionName name) throws IOException {
    ObjectNode json = JsonText.object().put("version", name.toString());
    volume.createFolder(folder(name));
    volume.write(
        new Path(folder(name), BEGUN),
        JsonText.bytes(json.put("begun", clock.instant().toString())));
    return new VersionDraft(volume, this, name);
  }

  Version complete(VersionName name, Map<String, Long> files) throws IOException {
    Instant now = clock.instant();
    ObjectNode json = JsonText.object().put("version", name.toString());
    json.put("completed", now.toString());
    ObjectNode lengths = json.putObject("files");
    files.forEach(lengths::put);
    volume.write(new Path(folder(name), COMPLETE), JsonText.bytes(json));
    return new Version(volume, folder(name), name, now, files);
  }

  /** Returns a version if it is complete; one file. */
  Optional<Version> find(VersionName name) throws IOException {
    Optional<JsonNode> json = json(new Path(folder(name), COMPLETE));
    if (json.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> files = new TreeMap<>();
    json.get()
        .path("files")
        .properties()
        .forEach(file -> files.put(file.getKey(), file.getValue().asLong()));
    Optional<Instant> completed = time(json.get(), "completed");
    return completed.map(time -> new Version(volume, folder(name), name, time, files));
  }

  /** Returns when an incomplete version was begun. */
  Instant begun(VersionName name) throws IOException {
    Optional<Instant> begun =
        json(new Path(folder(name), BEGUN)).flatMap(json -> time(json, "begun"));
    if (begun.isPresent()) {
      return begun.get();
    }
    return volume
        .status(folder(name))
        .map(status -> Instant.ofEpochMilli(status.getModificationTime()))
        .orElse(clock.instant());
  }

  /** Removes a version, first what makes it count. */
  void remove(VersionName name) throws IOException {
    volume.remove(new Path(folder(name), COMPLETE));
    volume.remove(folder(name));
  }

  private Optional<JsonNode> json(Path file) throws IOException {
    try {
      return JsonText.parse(volume.read(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(JsonNode json, String key) {
    try {
      return Optional.of(Instant.parse(json.path(key).asText()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
