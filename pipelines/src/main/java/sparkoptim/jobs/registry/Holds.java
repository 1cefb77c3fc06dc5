// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Volume;

/** The folder of holds: a file for each run that uses a version, which retention then leaves. */
final class Holds {
  /** How long a hold counts that nobody takes back: that of a run that was ended. */
  static final Duration COUNTS = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
  private static final byte[] CONTENT = {'1', '\n'};

  private final Volume volume;
  private final Path folder;
  private final Clock clock;

  Holds(Volume volume, Path folder, Clock clock) {
    this.volume = volume;
    this.folder = folder;
    this.clock = clock;
  }

  /** Holds a version. */
  Hold take(VersionName name) throws IOException {
    Path file = new Path(folder, name + "." + UUID.randomUUID());
    volume.createFolder(folder);
    volume.write(file, CONTENT);
    return () -> release(file);
  }

  /** Holds a version where the registry may be written to. */
  Hold tryToTake(VersionName name) {
    try {
      return take(name);
    } catch (IOException | RuntimeException | FSError e) {
      LOG.debug("{} is read without a hold: {}", name, e.toString());
      return () -> {};
    }
  }

  private void release(Path file) {
    try {
      volume.remove(file);
    } catch (IOException | RuntimeException | FSError e) {
      LOG.debug("{} stays for a day: {}", file, e.toString());
    }
  }

  /** Returns the names of held versions. */
  Set<String> held() throws IOException {
    Set<String> names = new TreeSet<>();
    for (FileStatus status : volume.statuses(folder)) {
      if (!isOld(status)) {
        String name = status.getPath().getName();
        names.add(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
      }
    }
    return names;
  }

  /** Removes the holds of runs that were ended. */
  void removeOld() throws IOException {
    for (FileStatus status : volume.statuses(folder)) {
      if (isOld(status)) {
        volume.remove(status.getPath());
      }
    }
  }

  private boolean isOld(FileStatus status) {
    return status.getModificationTime() < clock.instant().minus(COUNTS).toEpochMilli();
  }
}
