// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;
import sparkoptim.engine.publish.Volume;

/**
 * The folder of promotions. The next one is the file of the next number, created exclusively: so
 * one run wins, and whoever reads finds the old one or the new one in force.
 */
final class PromotionLog {
  private static final Logger LOG = LoggerFactory.getLogger(PromotionLog.class);
  private static final Pattern NAME = Pattern.compile("0([0-9]{9})\\.json");

  /** How long a file that cannot be read may still be in the making. */
  private static final Duration IN_THE_MAKING = Duration.ofMinutes(10);

  private final Volume volume;
  private final Path folder;

  /** Whole promotions by number; a file never changes. */
  private final Map<Integer, Promotion> read = new ConcurrentHashMap<>();

  private final Set<Integer> warned = ConcurrentHashMap.newKeySet();

  PromotionLog(Volume volume, Path folder) {
    this.volume = volume;
    this.folder = folder;
  }

  /** A file of the folder. */
  private record Entry(int number, long time) {}

  /** Returns the highest number that can be read; one listing and one file. */
  Optional<Promotion> current() throws IOException {
    return current(entries());
  }

  /** Returns all that can be read. */
  PromotionHistory history() throws IOException {
    List<Promotion> all = new ArrayList<>();
    for (Entry entry : entries()) {
      promotion(entry.number).ifPresent(all::add);
    }
    all.sort(Comparator.comparingInt(Promotion::number));
    return new PromotionHistory(all);
  }

  /**
   * Adds a promotion.
   *
   * @param exclusive how to create its file
   * @param against what was in force when it was decided
   * @throws PromotionLostException if something else is in force, or comes into force first
   */
  Promotion add(
      ExclusiveCreate exclusive,
      VersionName version,
      String runId,
      Approval approval,
      Optional<Promotion> against,
      Instant now)
      throws IOException {
    List<Entry> entries = entries();
    Optional<Promotion> current = current(entries);
    if (number(current) != number(against)) {
      throw lost(version, current);
    }
    int highest = entries.isEmpty() ? 0 : entries.get(0).number;
    if (highest > number(current)
        && now.toEpochMilli() - entries.get(0).time < IN_THE_MAKING.toMillis()) {
      throw lost(version, Optional.empty());
    }
    Promotion promotion =
        new Promotion(
            highest + 1,
            version.toString(),
            against.map(Promotion::version).orElse(null),
            runId,
            approval.kind(),
            approval.by(),
            approval.note(),
            now,
            number(against),
            exclusive.words(),
            UUID.randomUUID().toString());
    if (!exclusive.create(file(promotion.number()), JsonText.bytes(promotion.json()))) {
      throw lost(version, promotion(promotion.number()));
    }
    read.put(promotion.number(), promotion);
    return promotion;
  }

  private static int number(Optional<Promotion> promotion) {
    return promotion.map(Promotion::number).orElse(0);
  }

  private static PromotionLostException lost(VersionName version, Optional<Promotion> winner) {
    String what =
        winner
            .map(
                p ->
                    PlainText.of(
                        "%s serves since %s (promotion %d, by %s)",
                        p.version(), p.time(), p.number(), p.by()))
            .orElse("another promotion is just being written");
    return new PromotionLostException(
        "%s was not promoted: %s, which is not what it was compared with; try again"
            .formatted(version, what),
        winner.orElse(null));
  }

  private Optional<Promotion> current(List<Entry> highestFirst) throws IOException {
    for (Entry entry : highestFirst) {
      Optional<Promotion> promotion = promotion(entry.number);
      if (promotion.isPresent()) {
        return promotion;
      }
    }
    return Optional.empty();
  }

  private Optional<Promotion> promotion(int number) throws IOException {
    Promotion known = read.get(number);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Promotion> promotion = Promotion.of(number, volume.read(file(number)));
    if (promotion.isPresent()) {
      read.put(number, promotion.get());
    } else if (warned.add(number)) {
      LOG.warn("{} is cut or damaged, so the promotion before it counts", file(number));
    }
    return promotion;
  }

  /** Removes what runs that were ended had written aside before a moment. */
  void removeLeftovers(Instant before) throws IOException {
    for (Path place : List.of(folder, folder.getParent())) {
      for (FileStatus status : volume.statuses(place)) {
        if (ExclusiveCreate.isAside(status.getPath())
            && status.getModificationTime() < before.toEpochMilli()) {
          volume.remove(status.getPath());
        }
      }
    }
  }

  /** Returns the files by their numbers, the highest first. */
  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (FileStatus status : volume.statuses(folder)) {
      var name = NAME.matcher(status.getPath().getName());
      if (name.matches()) {
        entries.add(new Entry(Integer.parseInt(name.group(1)), status.getModificationTime()));
      }
    }
    entries.sort(Comparator.comparingInt(Entry::number).reversed());
    return entries;
  }

  private Path file(int number) {
    return new Path(folder, PlainText.of("%010d.json", number));
  }
}
