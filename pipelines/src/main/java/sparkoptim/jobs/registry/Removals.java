// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;

/**
 * The folder of removals: a file for each version, written before the version goes, which tells
 * promotions to leave it alone. It stays, and reports it later.
 */
final class Removals {
  /** When an announcement is that of a run that was ended before it removed anything. */
  static final Duration FORGOTTEN = Duration.ofHours(1);

  private final Volume volume;
  private final Path folder;

  Removals(Volume volume, Path folder) {
    this.volume = volume;
    this.folder = folder;
  }

  /** Announces a removal; returns its file, of which there may be others for the version. */
  Path announce(Removal removal) throws IOException {
    volume.createFolder(folder);
    Path file = new Path(folder, removal.version() + "." + UUID.randomUUID() + ".json");
    volume.write(file, JsonText.bytes(removal.json()));
    return file;
  }

  void takeBack(Path announced) throws IOException {
    volume.remove(announced);
  }

  /** Takes back what was announced before a moment for versions that stay. */
  void takeBackOld(Set<String> staying, Instant before) throws IOException {
    for (Path file : volume.children(folder)) {
      if (staying.stream().anyMatch(name -> file.getName().startsWith(name + "."))
          && read(file).filter(removal -> removal.time().isBefore(before)).isPresent()) {
        takeBack(file);
      }
    }
  }

  /** Returns the announcement for a version, where there is one. */
  Optional<Removal> of(VersionName name) throws IOException {
    for (Path file : files(name)) {
      Optional<Removal> removal = read(file);
      if (removal.isPresent()) {
        return removal;
      }
    }
    return Optional.empty();
  }

  /** Returns whether a version is being removed, or was; one listing. */
  boolean isAnnounced(VersionName name) throws IOException {
    return !files(name).isEmpty();
  }

  private List<Path> files(VersionName name) throws IOException {
    return volume.children(folder).stream()
        .filter(file -> file.getName().startsWith(name + "."))
        .toList();
  }

  /** Returns all, in the order of their times. */
  List<Removal> all() throws IOException {
    List<Removal> all = new ArrayList<>();
    for (Path file : volume.children(folder)) {
      read(file).ifPresent(all::add);
    }
    all.sort(Comparator.comparing(Removal::time));
    return all;
  }

  private Optional<Removal> read(Path file) throws IOException {
    try {
      return Removal.of(volume.read(file));
    } catch (FileNotFoundException e) {
      return Optional.empty(); // it was taken back just now
    }
  }
}
