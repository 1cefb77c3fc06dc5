// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.registry.Approval;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionDraft;

/** The commands on a registry, from the command line. */
final class RegistryCommandsTest {
  @TempDir private Path place;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Version version(String runId) throws IOException {
    try (Registry registry = open()) {
      VersionDraft draft = registry.begin(runId, 1);
      draft.write("model/part", runId.getBytes(UTF_8));
      return draft.complete();
    }
  }

  private Registry open() throws IOException {
    return Registry.toWrite(place.toString(), new Configuration(), false);
  }

  private void result(String runId, String json) throws IOException {
    try (Registry registry = open()) {
      registry.run(runId).attempt(1).writeResult(json.getBytes(UTF_8));
    }
  }

  private int run(String command, String... arguments) {
    out.reset();
    err.reset();
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = place.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Main.run(all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private void refused(int code, String reason, String command, String... arguments) {
    assertThat(run(command, arguments)).as(err()).isEqualTo(code);
    assertThat(err()).contains(reason).hasLineCount(1);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @Test
  void promoteAndRollback_chain_isInTheHistory() throws IOException {
    Version first = version("2026-11-10");
    Version second = version("2026-11-11");
    Version never = version("2026-11-09");
    assertThat(run("promote", first.toString())).as(err()).isZero();
    assertThat(run("promote", second.toString(), "--note", "looks good")).as(err()).isZero();
    assertThat(out()).contains("serves").contains(second.toString()).contains("looks good");
    assertThat(run("promote", second.toString())).isZero();
    assertThat(out()).contains("serves already");
    assertThat(run("rollback", "--note", "too many complaints")).as(err()).isZero();
    assertThat(run("history")).isZero();
    assertThat(out())
        .contains("rollback")
        .contains("too many complaints")
        .contains("never served  " + never)
        .endsWith("serves: " + first + System.lineSeparator());
    assertThat(run("history", "--json")).isZero();
    JsonNode json = new ObjectMapper().readTree(out());
    assertThat(json.path("serves").asText()).isEqualTo(first.toString());
    assertThat(json.path("promotions")).hasSize(3);
    assertThat(json.at("/promotions/2/kind").asText()).isEqualTo("rollback");
    assertThat(json.at("/promotions/2/previous").asText()).isEqualTo(second.toString());
    assertThat(json.path("versions")).hasSize(3);
  }

  @Test
  void promote_olderOrNotPassed_needsForceWithANote() throws IOException {
    Version older = version("2026-11-10");
    Version newer = version("2026-11-11");
    Version kept = version("2026-11-12");
    result(
        "2026-11-12",
        "{\"version\":\"%s\",\"outcome\":\"kept\",\"reason\":\"worse by 0.02\"}".formatted(kept));
    assertThat(run("promote", newer.toString())).as(err()).isZero();
    refused(65, "is older than " + newer, "promote", older.toString());
    refused(65, "ended kept (worse by 0.02)", "promote", kept.toString());
    refused(65, "--force needs --note", "promote", kept.toString(), "--force");
    assertThat(run("promote", kept.toString(), "--force", "--note", "labels were late"))
        .as(err())
        .isZero();
    assertThat(run("promote", older.toString(), "--force", "--note", "again")).isZero();
    assertThat(run("history")).isZero();
    assertThat(out()).contains("force").contains("labels were late");
  }

  @Test
  void commands_onWhatIsNotThere_sayWhatIs() throws IOException {
    refused(2, "registry: there is none in", "promote", "2026-11-10-a1-00000000");
    refused(2, "registry: there is none in", "history");
    Version version = version("2026-11-10");
    refused(65, "is no name of a version", "promote", "2026-11-10");
    refused(65, "did you mean", "promote", version.toString().replace("10-a1", "11-a1"));
    refused(65, "nothing was promoted yet", "rollback");
    assertThat(run("promote", version.toString())).isZero();
    refused(65, "nothing served before", "rollback");
    refused(65, "never served", "rollback", "--to", version("2026-11-11").toString());
  }

  @Test
  void result_printsItAndEndsWithItsCode() throws IOException {
    try (Registry registry = open()) {
      registry.run("a").attempt(1).writePhase("inputs", "{}".getBytes(UTF_8));
    }
    refused(75, "has no result", "result", "a");
    for (int code : new int[] {0, 2, 65, 75, 1}) {
      result("a", "{\"outcome\":\"x\",\"exitCode\":%d}".formatted(code));
      assertThat(run("result", "a")).isEqualTo(code);
      assertThat(new ObjectMapper().readTree(out()).path("exitCode").asInt()).isEqualTo(code);
    }
    refused(65, "no run b", "result", "b");
    refused(75, "attempt 2 of run a has no result", "result", "a", "--attempt", "2");
    result("a", "{\"outcome\":\"x\"}");
    refused(65, "has no exitCode", "result", "a");
  }

  @Test
  void promote_lostToAnother_is75() {
    assertThat(Failure.of(lost(), true).exitCode()).isEqualTo(75);
  }

  private RuntimeException lost() {
    try (Registry registry = open()) {
      Version first = version("1");
      registry.promote(first.name(), Optional.empty(), Approval.passed(null));
      registry.promote(version("2").name(), Optional.empty(), Approval.passed(null));
      throw new AssertionError("two were promoted against nothing");
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (RuntimeException e) {
      return e;
    }
  }
}
