// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.PromotionHistory;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Removal;
import sparkoptim.jobs.registry.Version;

/** Shows what served when, and which versions there are. */
@Command(
    name = "history",
    description = "Shows every promotion and rollback, the versions there are, and those removed.")
final class HistoryCommand extends RegistryCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  String name() {
    return "history";
  }

  @Override
  int run(Registry registry, PrintStream out) throws IOException {
    PromotionHistory history = registry.history();
    List<Version> versions = registry.versions();
    List<Removal> removed = registry.removed();
    if (json) {
      out.write(Json.bytes(values(registry, history, versions, removed)));
      out.flush();
      return ExitCode.SUCCEEDED;
    }
    history.promotions().forEach(promotion -> out.println(line(promotion)));
    versions.stream()
        .filter(version -> history.of(version.toString()).isEmpty())
        .forEach(v -> out.println(Text.of("%10s  never served  %s", "", v.name())));
    removed.forEach(
        r ->
            out.println(
                Text.of("%10s  %s  removed   %s  %s", "", r.time(), r.version(), r.reason())));
    out.println(
        history
            .current()
            .map(promotion -> "serves: " + promotion.version())
            .orElse("nothing was promoted yet"));
    return ExitCode.SUCCEEDED;
  }

  private static String line(Promotion promotion) {
    String note = Optional.ofNullable(promotion.note()).map(text -> "  " + text).orElse("");
    return PlainText.line(
        Text.of(
            "%10d  %s  %-8s  %s  by %s%s",
            promotion.number(),
            promotion.time(),
            promotion.kind().text(),
            promotion.version(),
            promotion.by(),
            note));
  }

  private static Map<String, Object> values(
      Registry registry, PromotionHistory history, List<Version> versions, List<Removal> removed) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("registry", registry.root().toString());
    values.put("serves", history.current().map(Promotion::version).orElse(null));
    values.put("promotions", history.promotions().stream().map(Promotion::json).toList());
    values.put("versions", versions.stream().map(Version::toString).toList());
    values.put("removed", removed.stream().map(Removal::json).toList());
    return values;
  }
}
