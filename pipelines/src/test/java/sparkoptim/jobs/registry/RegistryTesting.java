// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.engine.publish.FaultyFileSystem;

/** What tests of registries share. */
final class RegistryTesting {
  static final Duration NO_GRACE = Duration.ZERO;

  private RegistryTesting() {}

  /** Opens a registry to write on the local disk or {@link FaultyFileSystem}. */
  static Registry open(String uri) throws IOException {
    return open(uri, Clock.systemUTC());
  }

  static Registry open(String uri, Clock clock) throws IOException {
    return Registry.open(uri, FaultyFileSystem.configuration(), clock, uri.startsWith("faulty:"));
  }

  static Registry toRead(String uri) throws IOException {
    return Registry.toRead(uri, FaultyFileSystem.configuration());
  }

  static Configuration hadoop() {
    return FaultyFileSystem.configuration();
  }

  /** Completes a version whose model is one file that holds its name. */
  static Version complete(Registry registry, String runId, String parent, String anchor)
      throws IOException {
    VersionDraft draft = registry.begin(runId, 1);
    draft.write("model/part", draft.name().toString().getBytes(UTF_8));
    var record = JsonText.object().put("runId", runId).put("parent", parent);
    draft.write(Version.RECORD, JsonText.bytes(record.put("anchor", anchor)));
    return draft.complete();
  }

  static Version complete(Registry registry, String runId) throws IOException {
    return complete(registry, runId, null, null);
  }

  /** Completes a version and makes it serve. */
  static Version promoted(Registry registry, String runId) throws IOException {
    Version version = complete(registry, runId);
    registry.promote(version.name(), registry.current(), Approval.passed(null));
    return version;
  }

  static String serving(Registry registry) throws IOException {
    return registry.current().orElseThrow().version();
  }

  /** A clock that a test moves. */
  static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2026-11-10T03:00:00Z");

    void move(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
