// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparkoptim.jobs.registry.Approval;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionName;

/** Makes a version serve. */
@Command(name = "promote", description = "Makes VERSION the one that serves.")
final class PromoteCommand extends ChangeCommand {
  /** How a run ended that found that its candidate is not to serve. */
  private static final Set<String> NOT_PASSED =
      Set.of("kept", "undecided", "skipped", "refused", "failed");

  @Parameters(index = "1", paramLabel = "VERSION", description = "As history shows it.")
  private String version;

  @Option(
      names = "--force",
      description =
          "Also a version that its run did not find good enough, or one that is older than the"
              + " serving one. Needs --note.")
  private boolean force;

  @Override
  String name() {
    return "promote";
  }

  @Override
  int run(Registry registry, PrintStream out) throws IOException {
    VersionName name = versionName(version);
    if (force && note() == null) {
      throw new JobException("--force needs --note TEXT, which the history keeps");
    }
    registry.version(name).requireWhole();
    Optional<Promotion> current = registry.current();
    if (current.filter(promotion -> promotion.versionName().equals(name)).isPresent()) {
      out.println("version " + name + " serves already");
      return ExitCode.SUCCEEDED;
    }
    if (!force) {
      refuseOlder(name, current);
      refuseNotPassed(name, registry);
    }
    Approval approval = force ? Approval.forced(note()) : Approval.passed(note());
    tell(registry.promote(name, current, approval), out);
    return ExitCode.SUCCEEDED;
  }

  private static void refuseOlder(VersionName name, Optional<Promotion> current) {
    current
        .map(Promotion::versionName)
        .filter(serving -> serving.runId().compareTo(name.runId()) > 0)
        .ifPresent(
            serving -> {
              throw new JobException(
                  "version %s is older than %s, which serves; rollback --to %s goes back to it, and --force --note TEXT promotes it all the same"
                      .formatted(name, serving, name));
            });
  }

  private static void refuseNotPassed(VersionName name, Registry registry) throws IOException {
    Optional<JsonNode> result =
        registry.run(name.runId()).attempt(name.attempt()).result().filter(r -> isOf(r, name));
    String outcome = result.map(json -> json.path("outcome").asText()).orElse("");
    if (NOT_PASSED.contains(outcome)) {
      throw new JobException(
          "the run of version %s ended %s (%s); --force --note TEXT promotes it all the same"
              .formatted(name, outcome, result.get().path("reason").asText("no reason given")));
    }
    String answer =
        registry
            .version(name)
            .json(Version.RECORD)
            .map(record -> record.path("answer").asText())
            .orElse("");
    if (result.isEmpty() && List.of("fail", "undecided").contains(answer)) {
      throw new JobException(
          "the run of version %s was ended before it had a result, and its gates answer %s; --force --note TEXT promotes it all the same"
              .formatted(name, answer));
    }
  }

  private static boolean isOf(JsonNode result, VersionName name) {
    return result.path("version").asText().equals(name.toString());
  }
}
