// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;

/**
 * The right to write to a folder: a file that one run creates and renews, and that another takes
 * over when it has been let go. A run of this machine that is no more is known by its process; one
 * of another machine, or one that stands still, by a file that is not renewed while somebody
 * watches.
 */
public final class Lease implements Closeable {
  static final String NAME = "lease.json";
  static final Duration RENEWED = Duration.ofSeconds(10);

  /** How long a lease may stay as it is before it counts as let go. */
  public static final Duration EXPIRES = Duration.ofSeconds(35);

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LOOKS = Duration.ofMillis(200);

  /** The leases that runs of this process hold. */
  private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

  private final Volume volume;
  private final Path file;
  private final Holder holder;
  private final UnaryOperator<String> busy;
  private final Timer renewal = new Timer("lease of a folder", true);
  private final Runnable shutdown = this::letGo;
  private boolean closed;

  /**
   * Who holds a lease.
   *
   * @param process of the machine, with the moment in which it started: numbers come again
   */
  private record Holder(String id, String host, long process, long started, String since) {
    static Holder mine() {
      ProcessHandle process = ProcessHandle.current();
      return new Holder(
          UUID.randomUUID().toString(),
          hostName(),
          process.pid(),
          startOf(process),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    byte[] json() throws IOException {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("id", id).put("host", host).put("process", process).put("started", started);
      return MAPPER.writeValueAsBytes(json.put("since", since));
    }

    static Holder of(JsonNode json) {
      return new Holder(
          json.path("id").asText(),
          json.path("host").asText(),
          json.path("process").asLong(),
          json.path("started").asLong(),
          json.path("since").asText());
    }

    boolean isOfThisMachine() {
      return host.equals(hostName());
    }

    /** Returns whether the run, of this machine, goes on. */
    boolean isAlive() {
      if (process == ProcessHandle.current().pid()) {
        return HELD.contains(id);
      }
      return ProcessHandle.of(process).map(found -> startOf(found) == started).orElse(false);
    }

    @Override
    public String toString() {
      return PlainText.of("process %d on %s, since %s", process, host, since);
    }

    private static long startOf(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }
  }

  private Lease(Volume volume, Path file, Holder holder, UnaryOperator<String> busy) {
    this.volume = volume;
    this.file = file;
    this.holder = holder;
    this.busy = busy;
    renewal.schedule(
        new TimerTask() {
          @Override
          public void run() {
            refresh();
          }
        },
        RENEWED.toMillis(),
        RENEWED.toMillis());
    try { // before Hadoop closes the file system
      // With a limit of our own: for Hadoop's it would read all of its settings files each time.
      ShutdownHookManager.get()
          .addShutdownHook(
              shutdown,
              FileSystem.SHUTDOWN_HOOK_PRIORITY + 1,
              RENEWED.toSeconds(),
              TimeUnit.SECONDS);
    } catch (IllegalStateException e) {
      LOG.debug("the process is just ending", e);
    }
  }

  private void letGo() {
    try {
      release();
    } catch (IOException | RuntimeException | FSError e) {
      LOG.debug("the lease {} was not removed: {}", file, e.toString());
    }
  }

  /**
   * Takes the lease of a folder that exists.
   *
   * @param expires how long a lease may stay as it is before it counts as let go
   * @param busy makes the message of {@link PublicationBusyException} from the words for the holder
   * @throws PublicationBusyException if another run holds it
   */
  public static Lease take(Volume volume, Path folder, Duration expires, UnaryOperator<String> busy)
      throws IOException {
    Path file = new Path(folder, NAME);
    Holder mine = Holder.mine();
    HELD.add(mine.id);
    try {
      while (!volume.createNew(file, mine.json())) {
        waitUntilLetGo(volume, file, expires, busy);
        Path stale = new Path(folder, "." + NAME + "-" + mine.id);
        if (volume.exists(file)) {
          moveIfThere(volume, file, stale); // of several that see it let go, one moves it
          volume.remove(stale);
        }
      }
      // Where "create if absent" is not one operation, two may have done it: the later one holds.
      if (!holder(volume, file).map(Holder::id).equals(Optional.of(mine.id))) {
        throw busy(holder(volume, file), busy);
      }
      return new Lease(volume, file, mine, busy);
    } catch (IOException | RuntimeException e) {
      HELD.remove(mine.id);
      throw e;
    }
  }

  private static void moveIfThere(Volume volume, Path file, Path stale) throws IOException {
    try {
      volume.move(file, stale);
    } catch (IOException e) {
      if (volume.exists(file)) {
        throw e;
      }
    }
  }

  private static void waitUntilLetGo(
      Volume volume, Path file, Duration expires, UnaryOperator<String> busy) throws IOException {
    Optional<FileStatus> first = volume.status(file);
    Optional<Holder> holder = holder(volume, file);
    long start = System.nanoTime();
    boolean said = false;
    while (first.isPresent()) {
      if (holder.isPresent() && holder.get().isOfThisMachine()) {
        if (!holder.get().isAlive()) {
          return;
        }
        if (isFresh(first.get())) {
          throw busy(holder, busy);
        }
      }
      if (System.nanoTime() - start >= expires.toNanos()) {
        return;
      }
      if (!said && holder.isPresent()) {
        said = true;
        LOG.warn(
            "{} is held by {}; waiting for up to {} s to see whether that run goes on",
            file,
            holder.get(),
            expires.toSeconds());
      }
      sleep();
      Optional<FileStatus> now = volume.status(file);
      Optional<Holder> holderNow = holder(volume, file);
      if (now.isEmpty()) {
        return;
      }
      if (holder.isPresent()
          && holderNow.isPresent()
          && (!holderNow.equals(holder)
              || now.get().getModificationTime() != first.get().getModificationTime())) {
        throw busy(holderNow, busy);
      }
      holder = holderNow.isPresent() ? holderNow : holder;
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException(
          "interrupted while waiting for another run to end");
    }
  }

  /** Returns whether a lease of this machine was renewed lately: its process may stand still. */
  private static boolean isFresh(FileStatus lease) {
    return System.currentTimeMillis() - lease.getModificationTime() < EXPIRES.toMillis();
  }

  private static PublicationBusyException busy(
      Optional<Holder> holder, UnaryOperator<String> sentence) {
    return new PublicationBusyException(
        sentence.apply(holder.map(Holder::toString).orElse("unknown")));
  }

  /** Returns the holder; none where the file is gone, or is just being written. */
  private static Optional<Holder> holder(Volume volume, Path file) throws IOException {
    try {
      byte[] content = volume.read(file);
      return content.length == 0
          ? Optional.empty()
          : Optional.of(Holder.of(MAPPER.readTree(content)));
    } catch (java.io.FileNotFoundException | com.fasterxml.jackson.core.JacksonException e) {
      return Optional.empty();
    }
  }

  synchronized void refresh() {
    try {
      if (!closed && holder(volume, file).map(Holder::id).equals(Optional.of(holder.id))) {
        volume.overwrite(file, holder.json());
      }
    } catch (IOException | RuntimeException | FSError e) {
      LOG.debug("the lease {} was not renewed: {}", file, e.toString());
    }
  }

  /**
   * Checks that the lease is still held; a folder that was removed meanwhile is made again.
   *
   * @throws PublicationBusyException if another run took it over
   */
  public synchronized void check() throws IOException { // a file that is just renewed is empty
    Optional<Holder> found = holder(volume, file);
    if (found.isEmpty() && !volume.exists(file)) {
      volume.createFolder(file.getParent());
      if (volume.createNew(file, holder.json())) {
        return;
      }
      found = holder(volume, file);
    }
    if (!found.map(Holder::id).equals(Optional.of(holder.id))) {
      throw busy(found, busy);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      ShutdownHookManager.get().removeShutdownHook(shutdown);
    } catch (IllegalStateException e) {
      LOG.debug("the process is just ending", e);
    }
    release();
  }

  private synchronized void release() throws IOException {
    if (closed) {
      return;
    }
    renewal.cancel();
    closed = true;
    HELD.remove(holder.id);
    if (holder(volume, file).map(Holder::id).equals(Optional.of(holder.id))) {
      volume.remove(file);
    }
  }
}
