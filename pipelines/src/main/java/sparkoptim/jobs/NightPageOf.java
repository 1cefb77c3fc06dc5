// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.report.Coefficient;
import sparkoptim.jobs.report.CoefficientChange;
import sparkoptim.jobs.report.NightPage;
import sparkoptim.jobs.window.RunId;

/** Collects what the page of a night shows beside its record. */
record NightPageOf(Registry registry, RunId id) {
  private static final int NIGHTS = 30;
  private static final int PROMOTIONS = 10;
  private static final int CHANGES = 20;
  private static final int COEFFICIENTS = 2_000;

  String page(
      JsonNode record,
      NightCandidate candidate,
      Optional<NightCandidate> serving,
      Evaluated ofCandidate,
      Optional<Evaluated> ofServing)
      throws IOException {
    return new NightPage(
            record,
            ofCandidate,
            ofServing,
            earlier(),
            serving.map(model -> changes(model, candidate)).orElse(List.of()),
            promotions())
        .html();
  }

  /** Returns the records of the last nights before this one. */
  private List<JsonNode> earlier() throws IOException {
    List<Version> before =
        registry.versions().stream()
            .filter(version -> version.name().runId().compareTo(id.text()) < 0)
            .toList();
    List<JsonNode> records = new ArrayList<>();
    for (Version version : before.subList(Math.max(0, before.size() - NIGHTS + 1), before.size())) {
      records.add(version.record());
    }
    return records;
  }

  private static List<CoefficientChange> changes(NightCandidate before, NightCandidate now) {
    return CoefficientChange.largest(coefficients(before), coefficients(now), CHANGES);
  }

  private static List<Coefficient> coefficients(NightCandidate model) {
    List<String> names = model.pinned().features();
    List<Coefficient> largest =
        Coefficient.largest(model.last(), new StructType(), COEFFICIENTS); // by their places
    return names.isEmpty()
        ? largest
        : largest.stream()
            .map(
                c ->
                    new Coefficient(
                        names.get(Integer.parseInt(c.feature())), c.ofClass(), c.value()))
            .toList();
  }

  private List<List<Object>> promotions() throws IOException {
    List<Promotion> all = registry.history().promotions();
    List<List<Object>> lines = new ArrayList<>();
    for (Promotion p : all.subList(Math.max(0, all.size() - PROMOTIONS), all.size())) {
      lines.add(
          Arrays.asList(p.number(), p.version(), p.kind().text(), p.time().toString(), p.note()));
    }
    return lines;
  }
}
