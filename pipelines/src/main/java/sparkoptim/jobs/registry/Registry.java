// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DidYouMean;
import sparkoptim.engine.publish.Volume;
import sparkoptim.jobs.JobException;

/**
 * A folder of models and of what serves, on any Hadoop file system. HeldVersion never waits and
 * needs no lock: at every moment the old version serves or the new one does.
 */
public final class Registry implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
  private static final String FORMAT = "format";
  private static final byte[] FORMAT_1 = {'1', '\n'};
  private static final int RESOLVES = 20;

  private final Volume volume;
  private final Path root;
  private final Clock clock;
  private final ExclusiveCreate exclusive;
  private final PromotionLog log;
  private final VersionStore versions;
  private final Holds holds;
  private final Removals removals;

  /** Creates a registry for reading where {@code exclusive} is null. */
  private Registry(Volume volume, Path root, Clock clock, ExclusiveCreate exclusive) {
    this.volume = volume;
    this.root = root;
    this.clock = clock;
    this.exclusive = exclusive;
    this.log = new PromotionLog(volume, new Path(root, "promotions"));
    this.versions = new VersionStore(volume, new Path(root, "versions"), clock);
    this.holds = new Holds(volume, new Path(root, "holds"), clock);
    this.removals = new Removals(volume, new Path(root, "removals"));
  }

  /**
   * Opens a registry that is there, to read it.
   *
   * @throws JobException if there is none
   */
  public static Registry toRead(String uri, Configuration hadoop) throws IOException {
    return open(uri, hadoop, Clock.systemUTC(), null);
  }

  /**
   * Opens a registry, or makes one. Tries whether the file system can keep two runs apart.
   *
   * @param singleWriter whether no two runs ever write to it at the same time, which the scheduler
   *     has to see to; then any file system will do
   * @throws JobException if there is something else, or the file system cannot
   */
  public static Registry toWrite(String uri, Configuration hadoop, boolean singleWriter)
      throws IOException {
    return open(uri, hadoop, Clock.systemUTC(), singleWriter);
  }

  /**
   * Opens a registry that is there, to change what serves.
   *
   * @param singleWriter as of {@link #toWrite}
   * @throws JobException if there is none, or the file system cannot keep two runs apart
   */
  public static Registry toChange(String uri, Configuration hadoop, boolean singleWriter)
      throws IOException {
    toRead(uri, hadoop).close();
    return toWrite(uri, hadoop, singleWriter);
  }

  /** Opens for reading where {@code singleWriter} is null; a test may choose the time. */
  static Registry open(String uri, Configuration hadoop, Clock clock, Boolean singleWriter)
      throws IOException {
    Path named = new Path(uri);
    Volume volume = Volume.of(named, hadoop);
    try {
      Path root = volume.whole(named);
      if (singleWriter == null) {
        requireFormat(volume, root);
        return new Registry(volume, root, clock, null);
      }
      refuseForeign(volume, root);
      volume.createFolder(root);
      ExclusiveCreate exclusive = ExclusiveCreate.in(volume, root, hadoop, singleWriter);
      if (!volume.exists(new Path(root, FORMAT))) {
        exclusive.create(new Path(root, FORMAT), FORMAT_1);
      }
      requireFormat(volume, root);
      volume.createFolder(new Path(root, "promotions"));
      return new Registry(volume, root, clock, exclusive);
    } catch (IOException | RuntimeException e) {
      volume.close();
      throw e;
    }
  }

  private static void refuseForeign(Volume volume, Path root) throws IOException {
    boolean empty =
        volume.children(root).stream().allMatch(child -> child.getName().startsWith("."));
    if (!empty && !volume.exists(new Path(root, FORMAT))) {
      throw new JobException(
          "registry: %s is neither a registry (a folder with a file named %s) nor empty. Choose another folder"
              .formatted(root, FORMAT));
    }
  }

  private static void requireFormat(Volume volume, Path root) throws IOException {
    Path file = new Path(root, FORMAT);
    if (!volume.exists(file)) {
      throw new JobException(
          "registry: there is none in %s (a folder with a file named %s)".formatted(root, FORMAT));
    }
    String format = new String(volume.read(file), StandardCharsets.UTF_8).strip();
    if (!format.equals("1")) {
      throw new JobException(
          "registry: %s has format %s, and this version of Spark Optim knows format 1 only"
              .formatted(root, format));
    }
  }

  /** Returns the folder. */
  public Path root() {
    return root;
  }

  /** Returns how the file system keeps two runs from one promotion, in one or two words. */
  public String exclusive() {
    return writing().words();
  }

  private ExclusiveCreate writing() {
    if (exclusive == null) {
      throw new IllegalStateException("the registry " + root + " was opened to read");
    }
    return exclusive;
  }

  // What serves

  /** Returns the promotion in force; nothing before the first. */
  public Optional<Promotion> current() throws IOException {
    return log.current();
  }

  /** Returns all promotions. */
  public PromotionHistory history() throws IOException {
    return log.history();
  }

  /** Returns what retention removed, in the order of time. */
  public List<Removal> removed() throws IOException {
    Set<VersionName> there = new HashSet<>(versions.names());
    return removals.all().stream().filter(removal -> there.add(removal.version())).toList();
  }

  /**
   * Returns what a run of this id is to be compared with, and may start from: the version that
   * serves, if it is of an earlier run; else the last that came to serve by an earlier run and is
   * still there. Never a version of the same run.
   */
  public Optional<Version> incumbentOf(String runId) throws IOException {
    Optional<Promotion> current = current();
    if (current.isPresent() && isBefore(current.get(), runId)) {
      return Optional.of(version(current.get().versionName()));
    }
    for (Promotion promotion : history().before(runId)) {
      if (isBefore(promotion, runId)) {
        Optional<Version> version = versions.find(promotion.versionName());
        if (version.isPresent()) {
          return version;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isBefore(Promotion promotion, String runId) {
    return promotion.versionName().runId().compareTo(runId) < 0;
  }

  // Versions

  /** Returns all versions that are complete, in the order of their run ids. */
  public List<Version> versions() throws IOException {
    List<Version> complete = new ArrayList<>();
    for (VersionName name : versions.names()) {
      versions.find(name).ifPresent(complete::add);
    }
    return complete;
  }

  /** Returns the newest complete version of a run below this one, whether or not it ever served. */
  public Optional<Version> newestBelow(String runId) throws IOException {
    List<VersionName> names = versions.names();
    for (int i = names.size() - 1; i >= 0; i--) {
      if (names.get(i).runId().compareTo(runId) < 0) {
        Optional<Version> version = versions.find(names.get(i));
        if (version.isPresent()) {
          return version;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns a version.
   *
   * @throws JobException if it is not complete, was removed, or never was
   */
  public Version version(VersionName name) throws IOException {
    Optional<Version> version = versions.find(name);
    if (version.isPresent()) {
      return version.get();
    }
    Optional<Removal> removal = removals.of(name);
    if (removal.isPresent()) {
      throw new JobException(
          "version %s was removed on %s (%s)"
              .formatted(name, removal.get().time(), removal.get().reason()));
    }
    List<String> known = versions.names().stream().map(VersionName::toString).toList();
    throw new JobException(
        known.contains(name.toString())
            ? "version %s was never completed".formatted(name)
            : "no version %s in %s; %s"
                .formatted(
                    name,
                    root,
                    known.isEmpty()
                        ? "there is none yet"
                        : DidYouMean.hint(name.toString(), known)));
  }

  /** Begins a version of a run. Two copies of one attempt do not meet. */
  public VersionDraft begin(String runId, int attempt) throws IOException {
    writing();
    return versions.begin(VersionName.fresh(RunId.checked("run.id", runId), attempt));
  }

  /** Holds a version that is in use, so that retention leaves it. */
  public Hold hold(VersionName name) throws IOException {
    return holds.take(name);
  }

  /**
   * Chooses a version to read, once, and holds it.
   *
   * @throws JobException if there is none
   */
  public HeldVersion read(VersionChoice choice) throws IOException {
    for (int i = 0; i < RESOLVES; i++) {
      VersionName name = chosen(choice);
      Hold hold = holds.tryToTake(name);
      boolean held = false;
      try {
        Optional<Version> version = versions.find(name);
        // A removal that was announced before the hold may not have seen it.
        boolean stays = !removals.isAnnounced(name) || serves(name);
        if (version.isPresent() && stays) {
          held = true;
          return new HeldVersion(version.get(), hold);
        }
        if (choice.name().isPresent() || choice.asOf().isPresent()) {
          break;
        }
      } finally {
        if (!held) {
          hold.close();
        }
      }
    }
    VersionName name = chosen(choice);
    version(name);
    refuseAnnounced(name);
    throw new JobException("version %s was just being removed; try again".formatted(name));
  }

  private boolean serves(VersionName name) throws IOException {
    return current().filter(p -> p.version().equals(name.toString())).isPresent();
  }

  private VersionName chosen(VersionChoice choice) throws IOException {
    if (choice.name().isPresent()) {
      return choice.name().get();
    }
    if (choice.asOf().isPresent()) {
      String runId = choice.asOf().get();
      return history()
          .asOf(runId)
          .orElseThrow(
              () ->
                  new JobException(
                      "nothing served as of %s in %s: the first promotion is of a later run"
                          .formatted(runId, root)))
          .versionName();
    }
    return current()
        .orElseThrow(() -> new JobException("nothing was promoted yet in " + root))
        .versionName();
  }

  // Changes of what serves

  /**
   * Makes a version serve, if what it was compared with still does.
   *
   * @param against what served when it was decided
   * @throws PromotionLostException if something else came to serve meanwhile; nothing was changed
   * @throws JobException if the version is not there
   */
  public Promotion promote(VersionName name, Optional<Promotion> against, Approval approval)
      throws IOException {
    return promote(name, name.runId(), against, approval);
  }

  /**
   * Goes back to a version of before.
   *
   * @param to its name; nothing: what served before the serving version came
   * @throws PromotionLostException if something else came to serve meanwhile; nothing was changed
   * @throws JobException if there is nothing to go back to
   */
  public Promotion rollback(Optional<VersionName> to, String note) throws IOException {
    PromotionHistory history = history();
    Promotion current =
        history
            .current()
            .orElseThrow(() -> new JobException("nothing was promoted yet in " + root));
    VersionName target =
        to.or(() -> history.rollbackTarget().flatMap(VersionName::of))
            .orElseThrow(
                () ->
                    new JobException(
                        "nothing served before %s in %s; --to VERSION names another"
                            .formatted(current.version(), root)));
    if (target.equals(current.versionName())) {
      throw new JobException("version %s serves already".formatted(target));
    }
    if (history.of(target.toString()).isEmpty()) {
      throw new JobException(
          "version %s never served, so there is no going back to it; promote makes it serve"
              .formatted(target));
    }
    return promote(
        target, history.latestRunId().orElseThrow(), Optional.of(current), Approval.rollback(note));
  }

  private Promotion promote(
      VersionName name, String runId, Optional<Promotion> against, Approval approval)
      throws IOException {
    Hold hold = holds.take(name);
    try {
      version(name);
      refuseAnnounced(name);
      Promotion promotion = log.add(writing(), name, runId, approval, against, clock.instant());
      writeCopy();
      return promotion;
    } finally {
      hold.close();
    }
  }

  private void refuseAnnounced(VersionName name) throws IOException {
    Optional<Removal> removal = removals.of(name);
    if (removal.isPresent()) {
      throw new JobException(
          "version %s is just being removed (%s, announced %s); if no such run goes on, remove the files %s.* in %s/removals"
              .formatted(name, removal.get().reason(), removal.get().time(), name, root));
    }
  }

  /** Writes what serves into a file for people and scripts, which nothing here reads. */
  private void writeCopy() {
    try {
      Optional<Promotion> current = current();
      if (current.isPresent()) {
        volume.overwrite(new Path(root, "current.json"), JsonText.bytes(current.get().json()));
      }
    } catch (IOException | RuntimeException | FSError e) {
      LOG.warn(
          "{}/current.json was not written, and nothing depends on it: {}", root, e.toString());
    }
  }

  // Runs

  /** Returns the files of a run. */
  public RunFiles run(String runId) {
    RunId.checked("run.id", runId);
    return new RunFiles(volume, new Path(new Path(root, "runs"), runId), runId);
  }

  // Retention

  /** Returns what a retention would remove now. */
  public List<Removal> removable(Retention retention) throws IOException {
    return retaining(retention).plan();
  }

  /** Removes what is not to stay; returns what was removed. */
  public List<Removal> retain(Retention retention) throws IOException {
    writing();
    return retaining(retention).apply();
  }

  private Retaining retaining(Retention retention) {
    return new Retaining(retention, log, versions, holds, removals, clock);
  }

  @Override
  public void close() throws IOException {
    volume.close();
  }
}
