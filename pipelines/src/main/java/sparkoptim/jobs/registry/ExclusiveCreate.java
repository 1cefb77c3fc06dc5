// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Volume;
import sparkoptim.jobs.JobException;

/**
 * Creates a file that nobody else has created, of which there are as many ways as file systems.
 * What Hadoop offers for all of them is exclusive on some only.
 */
final class ExclusiveCreate {
  private static final Set<String> NAME_NODES = Set.of("hdfs", "webhdfs", "swebhdfs");
  private static final Set<String> CREATE_ONCE = Set.of("abfs", "abfss", "gs");

  private static final String PROBE = ".probe-";
  private static final String ASIDE = ".aside-";

  /** What creates a file, or finds one there. */
  interface Way {
    /** Returns whether the file was created; false where there is one. */
    boolean create(Path file, byte[] content) throws IOException;
  }

  private final Volume volume;
  private final Way way;
  private final String words;

  private ExclusiveCreate(Volume volume, Way way, String words) {
    this.volume = volume;
    this.way = way;
    this.words = words;
  }

  /**
   * Finds the way of a file system, and tries it.
   *
   * @param folder a folder that exists
   * @param singleWriter whether the caller promises that no other run writes at the same time
   * @throws JobException if the file system has no way, and the caller does not promise
   */
  static ExclusiveCreate in(Volume volume, Path folder, Configuration hadoop, boolean singleWriter)
      throws IOException {
    String scheme = scheme(volume, folder);
    if (volume.isLocal()) {
      return local(volume, folder);
    }
    if (NAME_NODES.contains(scheme)) {
      return new ExclusiveCreate(volume, new RenameOnce(volume, hadoop), "rename").tried(folder);
    }
    if (CREATE_ONCE.contains(scheme)) {
      return new ExclusiveCreate(volume, volume::createNew, "create").tried(folder);
    }
    try {
      return new ExclusiveCreate(volume, new ConditionalCreate(volume), "conditional create")
          .tried(folder);
    } catch (ConditionalCreate.UnsupportedException e) {
      if (singleWriter) {
        return new ExclusiveCreate(volume, volume::createNew, "single writer").tried(folder);
      }
      throw new JobException(
          "registry: on %s:// this version of Hadoop cannot create a file only where there is none (%s), so two runs at once could both promote. If no two runs ever write to %s at the same time, say registry.singleWriter = true"
              .formatted(scheme, e.getMessage(), folder),
          e);
    }
  }

  /** A view of several file systems leads to one of them. */
  private static String scheme(Volume volume, Path folder) throws IOException {
    String scheme = volume.files().getUri().getScheme().toLowerCase(Locale.ROOT);
    return scheme.startsWith("viewfs")
        ? volume.files().resolvePath(folder).toUri().getScheme().toLowerCase(Locale.ROOT)
        : scheme;
  }

  /** Some local file systems, such as those of memory sticks, have no hard links. */
  private static ExclusiveCreate local(Volume volume, Path folder) throws IOException {
    try {
      return new ExclusiveCreate(volume, new HardLink(), "hard link").tried(folder);
    } catch (UnsupportedOperationException | HardLink.RefusedException e) {
      return new ExclusiveCreate(volume, volume::createNew, "create").tried(folder);
    }
  }

  private ExclusiveCreate tried(Path folder) throws IOException {
    Path probe = new Path(folder, PROBE + UUID.randomUUID());
    try {
      if (!create(probe, new byte[] {'1', '\n'}) || create(probe, new byte[] {'2', '\n'})) {
        throw new JobException(
            "registry: %s does not keep a second run from a file that a first one created (%s), so two runs at once could both promote. Choose another place"
                .formatted(folder, words));
      }
    } finally {
      volume.remove(probe);
    }
    return this;
  }

  /** Returns a name beside a file for what is to get that file's name. */
  static String asideName() {
    return ASIDE + UUID.randomUUID();
  }

  /** Returns whether a file would be removed by the run that made it, had it not been ended. */
  static boolean isAside(Path file) {
    return file.getName().startsWith(ASIDE) || file.getName().startsWith(PROBE);
  }

  /** Returns how it is done, in one or two words. */
  String words() {
    return words;
  }

  /**
   * Creates a file whose content nobody else would write. What a file system answers may be the
   * answer to a request that it was sent twice, so what it holds decides.
   *
   * @return whether the file is ours; false where it is another's
   */
  boolean create(Path file, byte[] content) throws IOException {
    try {
      if (way.create(file, content)) {
        return true;
      }
    } catch (IOException e) {
      Optional<byte[]> found = content(file);
      if (found.isEmpty() || isPartOf(content, found.get())) {
        throw e;
      }
      return Arrays.equals(found.get(), content);
    }
    return content(file).filter(found -> Arrays.equals(found, content)).isPresent();
  }

  private Optional<byte[]> content(Path file) throws IOException {
    try {
      return Optional.of(volume.read(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static boolean isPartOf(byte[] whole, byte[] found) {
    return found.length < whole.length && Arrays.equals(Arrays.copyOf(whole, found.length), found);
  }
}
