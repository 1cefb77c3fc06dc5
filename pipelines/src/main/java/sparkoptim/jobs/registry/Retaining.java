// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;

/**
 * Removes versions. A removal is announced first, and then it is looked whether the version is held
 * or came to serve; a promotion holds the version first, and then looks for announcements. So one
 * of them sees the other, whatever happens between.
 */
final class Retaining {
  private static final Logger LOG = LoggerFactory.getLogger(Retaining.class);

  private final Retention retention;
  private final PromotionLog log;
  private final VersionStore versions;
  private final Holds holds;
  private final Removals removals;
  private final Instant now;

  Retaining(
      Retention retention,
      PromotionLog log,
      VersionStore versions,
      Holds holds,
      Removals removals,
      Clock clock) {
    this.retention = retention;
    this.log = log;
    this.versions = versions;
    this.holds = holds;
    this.removals = removals;
    this.now = clock.instant();
  }

  /** Returns what would go, the oldest first. */
  List<Removal> plan() throws IOException {
    List<VersionName> newestFirst = new ArrayList<>(versions.names());
    Collections.reverse(newestFirst);
    Set<String> staying = staying();
    List<Removal> plan = new ArrayList<>();
    int complete = 0;
    for (VersionName name : newestFirst) {
      Optional<Version> version = versions.find(name);
      complete += version.isPresent() ? 1 : 0;
      Optional<String> reason =
          version.isPresent() ? reason(version.get(), complete) : unfinished(name);
      if (reason.isPresent() && !staying.contains(name.toString())) {
        plan.add(new Removal(name, reason.get(), Approval.user(), now));
      }
    }
    Collections.reverse(plan);
    return plan;
  }

  private Optional<String> reason(Version version, int place) {
    if (version.completed().isAfter(now.minus(retention.grace()))) {
      return Optional.empty();
    }
    if (place > retention.versions()) {
      return Optional.of(PlainText.of("not one of the newest %d versions", retention.versions()));
    }
    return version.completed().isBefore(now.minus(retention.age()))
        ? Optional.of(PlainText.of("older than %d days", retention.age().toDays()))
        : Optional.empty();
  }

  /** Returns why an incomplete version goes: its removal was begun, or its run ended long ago. */
  private Optional<String> unfinished(VersionName name) throws IOException {
    Optional<String> begun = removals.of(name).map(Removal::reason);
    return begun.isPresent() || !versions.begun(name).isBefore(now.minus(Holds.COUNTS))
        ? begun
        : Optional.of("never completed");
  }

  /** Returns the names of versions that stay whatever their number and age. */
  private Set<String> staying() throws IOException {
    Set<String> staying = new HashSet<>(holds.held());
    PromotionHistory history =
        log.history(); // after the holds: a promotion lets go when it is written
    List<Promotion> promotions = history.promotions();
    for (int i = 0; i < promotions.size(); i++) {
      Instant until = i + 1 < promotions.size() ? promotions.get(i + 1).time() : now;
      if (until.isAfter(now.minus(retention.grace()))) {
        staying.add(promotions.get(i).version());
      }
    }
    history.rollbackTarget().ifPresent(staying::add);
    history.lastRollback().map(Promotion::version).ifPresent(staying::add);
    if (history.current().isPresent()) {
      addLineage(history.current().get().versionName(), staying);
    }
    return staying;
  }

  /** Adds a version and its parents up to the anchor; without an anchor its parent. */
  private void addLineage(VersionName serving, Set<String> staying) throws IOException {
    staying.add(serving.toString());
    Optional<JsonNode> record = record(serving);
    Optional<String> anchor = record.map(json -> JsonText.text(json, "anchor"));
    Optional<String> parent = parent(record);
    if (anchor.isEmpty()) {
      parent.ifPresent(staying::add);
      return;
    }
    staying.add(anchor.get());
    Set<String> chain = new HashSet<>();
    while (parent.isPresent() && !parent.equals(anchor) && chain.add(parent.get())) {
      Optional<VersionName> name = VersionName.of(parent.get());
      parent = name.isPresent() ? parent(record(name.get())) : Optional.empty();
    }
    staying.addAll(chain);
  }

  private static Optional<String> parent(Optional<JsonNode> record) {
    return record.map(json -> JsonText.text(json, "parent"));
  }

  private Optional<JsonNode> record(VersionName name) throws IOException {
    Optional<Version> version = versions.find(name);
    return version.isPresent() ? version.get().json(Version.RECORD) : Optional.empty();
  }

  /** Removes what is to go; returns it. */
  List<Removal> apply() throws IOException {
    List<Removal> removed = new ArrayList<>();
    for (Removal removal : plan()) {
      Path announced = removals.announce(removal);
      if (staying().contains(removal.version().toString())) {
        removals.takeBack(announced);
        continue;
      }
      versions.remove(removal.version());
      LOG.info("removed version {}: {}", removal.version(), removal.reason());
      removed.add(removal);
    }
    holds.removeOld();
    log.removeLeftovers(now.minus(Holds.COUNTS));
    removals.takeBackOld(staying(), now.minus(Removals.FORGOTTEN));
    return removed;
  }
}
