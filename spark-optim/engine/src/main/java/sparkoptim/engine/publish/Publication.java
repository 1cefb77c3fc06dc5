// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of a folder that are replaced together, and only when all new ones are written and read
 * back. Everything is written into a hidden folder beside them; then a {@link CommitRecord} says
 * that the new ones count; then they are moved into place. Whatever fails or ends before the record
 * leaves the old entries as they were; whatever ends after it is finished by the next run.
 *
 * <p>One run at a time writes to a folder: a {@link Lease} keeps others out.
 */
public final class Publication implements Closeable {
  /** The folder, beside the entries, of what is being written. */
  static final String HIDDEN = ".spark-optim";

  /** What stays in the hidden folder from run to run, or is in use. */
  private static final Set<String> KEPT = Set.of(Claims.FILES, Lease.NAME);

  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final Volume volume;
  private final Path folder;
  private final String scope;
  private final boolean overwrite;
  private final Claims claims;
  private final Duration expires;
  private final Map<String, Content> written = new LinkedHashMap<>();
  private boolean madeFolder;
  private boolean published;
  private Lease lease;
  private String id = UUID.randomUUID().toString();

  /** Creates a publication whose patience with leases of other machines a test may choose. */
  Publication(Path folder, String scope, boolean overwrite, Configuration hadoop, Duration expires)
      throws IOException {
    this.volume = Volume.of(folder, hadoop);
    this.folder = volume.whole(folder);
    this.scope = scope;
    this.overwrite = overwrite;
    this.expires = expires;
    this.claims = new Claims(volume, this.folder, hidden(this.folder, scope));
  }

  /**
   * Prepares to write to a folder, which need not exist; nothing is written yet.
   *
   * @param folder a folder on any Hadoop file system
   * @param scope what is published there, one word; runs of one scope exclude each other
   * @param overwrite whether entries of a run before may be replaced
   * @param hadoop Hadoop's settings, for the file system
   */
  public static Publication of(Path folder, String scope, boolean overwrite, Configuration hadoop)
      throws IOException {
    return new Publication(folder, scope, overwrite, hadoop, Lease.EXPIRES);
  }

  private static Path hidden(Path folder, String scope) {
    return new Path(new Path(folder, HIDDEN), scope);
  }

  private Path hidden() {
    return hidden(folder, scope);
  }

  private Path staged(String publication) {
    return new Path(hidden(), "staged-" + publication);
  }

  /**
   * Says that this run will write an entry, so that {@link #begin} checks whether it may.
   *
   * @param key the setting that chose the place, for errors
   * @param name the entry
   * @param content what it will be
   */
  public void claim(String key, String name, Content content) {
    claims.add(key, name, content);
  }

  /**
   * Says how to know that the files of a folder are ours although no record names them: runs of
   * version 0.1 kept none.
   *
   * @param name a JSON file that such a run left
   * @param pointer what it holds
   */
  public void recognize(String name, String pointer) {
    claims.recognize(name, pointer);
  }

  /**
   * Says that this run reads a file or folder, which no entry may replace, enclose or be put into.
   *
   * @param key the setting that names it, for errors
   * @param path a path on any file system
   */
  public void protect(String key, Path path) throws IOException {
    claims.protect(key, path);
  }

  /**
   * Checks all claims, takes the lease, finishes or removes what a run that was ended left, and
   * tries whether files can be written, moved and removed here.
   *
   * @throws PublicationException if an entry may not be replaced
   * @throws PublicationBusyException if another run writes here
   * @throws IOException if the folder cannot be written to
   */
  public void begin() throws IOException {
    claims.checkPlaces();
    if (CommitRecord.read(volume, hidden()).isEmpty()) { // else what is in place may be a part
      claims.checkContents(overwrite);
    }
    madeFolder = !volume.exists(folder);
    volume.createFolder(hidden());
    lease = lease(expires);
    if (recover()) {
      claims.checkContents(overwrite);
    }
    probe();
    claims.rememberExisting();
  }

  /**
   * Puts in place what a run that was ended had decided to publish, where that can be done.
   *
   * @param folder the folder of the entries
   * @param scope what was published
   * @param hadoop Hadoop's settings
   */
  public static void finish(Path folder, String scope, Configuration hadoop) throws IOException {
    try (Publication publication = of(folder, scope, true, hadoop)) {
      if (!publication.volume.exists(new Path(publication.hidden(), CommitRecord.NAME))) {
        return;
      }
      publication.lease = publication.lease(Lease.EXPIRES);
      publication.recover();
    }
  }

  /**
   * Returns where a folder is to be read: in its place, or still aside where a run that was ended
   * had decided that it counts.
   *
   * @throws PublicationBusyException if it is in two parts, as on an object store it may be while
   *     it is put in place
   */
  public static Path locate(Path folder, String scope, String name, Configuration hadoop)
      throws IOException {
    try (Publication publication = of(folder, scope, true, hadoop)) {
      Volume volume = publication.volume;
      Path target = publication.path(name);
      Optional<CommitRecord> pending = CommitRecord.read(volume, publication.hidden());
      if (pending.isEmpty()) {
        return target;
      }
      Path aside = new Path(new Path(publication.hidden(), pending.get().staged()), name);
      for (Path path : List.of(target, aside)) {
        if (Mark.isWholeOf(volume, path, pending.get().publication())) {
          return path;
        }
      }
      if (volume.exists(aside)) {
        throw new PublicationBusyException(
            target + " is just being put in place; try again when the run that does it has ended");
      }
      return target;
    }
  }

  private Lease lease(Duration patience) throws IOException {
    return Lease.take(
        volume,
        hidden(),
        patience,
        holder ->
            "another run (%s) is writing to %s; try again when it has ended, or choose another folder"
                .formatted(holder, folder));
  }

  private boolean recover() throws IOException {
    boolean changed = Legacy.restore(volume, folder);
    Optional<CommitRecord> pending = CommitRecord.read(volume, hidden());
    if (pending.isPresent()) {
      new Swap(volume, folder, hidden(), pending.get()).complete();
      LOG.warn("{}: put the results of a run in place that had ended before it could", folder);
      changed = true;
    }
    for (Path left : volume.children(hidden())) {
      if (!KEPT.contains(left.getName())) {
        volume.remove(left);
        LOG.warn("removed {}, which a run that was ended had left", left);
      }
    }
    return changed;
  }

  private void probe() throws IOException {
    Path made = new Path(hidden(), "probe-" + id);
    Path moved = new Path(hidden(), "probe-moved-" + id);
    try {
      volume.write(made, id.getBytes(StandardCharsets.UTF_8));
      volume.move(made, moved);
      volume.remove(moved);
    } catch (IOException | FSError e) {
      throw new IOException("%s cannot be written to: %s".formatted(folder, e), e);
    }
  }

  /** Returns the place at which to write an entry for now; call {@link #seal} when it is there. */
  public Path place(String name) {
    return new Path(staged(id), name);
  }

  /** Writes an entry that is a file. */
  public void write(String name, byte[] content) throws IOException {
    volume.write(place(name), content);
    written.put(name, Content.FILE);
  }

  /** Writes a file into an entry that is a folder, which is then to be sealed. */
  public void writeInto(String name, String file, byte[] content) throws IOException {
    volume.write(new Path(place(name), file), content);
  }

  /**
   * Says that an entry that is a folder is complete at its {@link #place}, and marks it as ours.
   */
  public void seal(String name, Content content) throws IOException {
    Mark.write(volume, place(name), content, id);
    written.put(name, content);
  }

  /**
   * Puts all that was written since the last publication in place.
   *
   * @param stale entries of former runs that go, unless they were written
   * @throws IOException if that failed; the old entries are in place then if the file system let
   *     them be put back, and the next run publishes the new ones
   * @throws PublicationBusyException if another run took the folder over
   */
  public void publish(Collection<String> stale) throws IOException {
    lease.check();
    claims.checkContents(overwrite || published);
    List<CommitRecord.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, Content> entry : written.entrySet()) {
      boolean replaces = volume.exists(path(entry.getKey()));
      entries.add(new CommitRecord.Entry(entry.getKey(), entry.getValue(), replaces));
    }
    List<String> removed = new ArrayList<>();
    for (String name : stale) {
      if (!written.containsKey(name) && volume.exists(path(name))) {
        removed.add(name);
      }
    }
    if (entries.isEmpty() && removed.isEmpty()) {
      return;
    }
    claims.remember(written.keySet());
    CommitRecord record = new CommitRecord(id, staged(id).getName(), entries, removed);
    record.write(volume, hidden());
    Swap swap = new Swap(volume, folder, hidden(), record);
    try {
      swap.complete();
    } catch (IOException | RuntimeException | FSError e) {
      swap.putBack(e);
      throw new IOException(
          "%s: the new results could not be put in place (%s); they are complete in %s, and the next run here puts them in place"
              .formatted(folder, e, staged(id)),
          e);
    } finally {
      written.clear();
      published = true;
      id = UUID.randomUUID().toString();
    }
  }

  /** Replaces a small file at once, by itself; it must have been claimed. */
  public void replace(String name, byte[] content) throws IOException {
    lease.check();
    claims.remember(List.of(name));
    volume.replace(path(name), content);
  }

  /** Returns the full path of an entry after publication. */
  public Path path(String name) {
    return new Path(folder, name);
  }

  /** Removes what was not published, and lets others write here. */
  @Override
  public void close() throws IOException {
    try (volume) {
      if (lease != null) {
        clear();
      }
    }
  }

  private void clear() throws IOException {
    try {
      if (!volume.exists(new Path(hidden(), CommitRecord.NAME))) {
        volume.remove(staged(id));
      }
    } finally {
      lease.close();
    }
    if (volume.children(hidden()).isEmpty()) {
      volume.remove(hidden());
      volume.removeEmpty(new Path(folder, HIDDEN));
      if (madeFolder) {
        volume.removeEmpty(folder);
      }
    }
  }
}
