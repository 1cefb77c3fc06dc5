// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;

/**
 * A version in the making. Nobody reads it before {@link #complete}; one that is never completed is
 * removed by a later retention.
 */
public final class VersionDraft {
  private final Volume volume;
  private final VersionStore store;
  private final VersionName name;
  private boolean complete;

  VersionDraft(Volume volume, VersionStore store, VersionName name) {
    this.volume = volume;
    this.store = store;
    this.name = name;
  }

  /** Returns the name. */
  public VersionName name() {
    return name;
  }

  /** Returns where to write a file or folder of the version, such as {@link Version#MODEL}. */
  public Path place(String file) {
    return new Path(store.folder(name), file);
  }

  /** Writes a file, and reads it back. */
  public void write(String file, byte[] content) throws IOException {
    refuseComplete();
    volume.write(place(file), content);
  }

  /** Says that all is written; from now on the version can be read and does not change. */
  public Version complete() throws IOException {
    refuseComplete();
    Map<String, Long> files = volume.tree(store.folder(name));
    if (files.keySet().stream().noneMatch(file -> file.startsWith(Version.MODEL + "/"))) {
      throw new IOException(place(Version.MODEL) + " is missing");
    }
    Version version = store.complete(name, files);
    complete = true;
    return version;
  }

  private void refuseComplete() {
    if (complete) {
      throw new IllegalStateException("version " + name + " is complete, and does not change");
    }
  }

  /** Removes what was written; nothing if it is complete. */
  public void abandon() throws IOException {
    if (!complete) {
      volume.remove(store.folder(name));
    }
  }
}
