// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionName;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.RunId;

/** An old night once more: the same rows, settings and parent make the same bits. */
record NightRepetition(
    RetrainSettings settings, JobSession session, Registry registry, PrintStream err) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Trains a version again.
   *
   * @return the SHA-256 of its weights
   * @throws DataException where rows, settings or bits are not those of the record
   */
  String repeat(Version version) throws IOException {
    JsonNode record = version.record();
    var id = new RunId(version.name().runId());
    Optional<VersionName> parent =
        Optional.ofNullable(record.path("parent").textValue()).flatMap(VersionName::of);
    Optional<Version> incumbent =
        parent.isPresent() ? Optional.of(registry.version(parent.get())) : Optional.empty();
    try (var trial = new NightTrial(settings, session, id, err)) {
      NightInputs inputs =
          trial
              .readAndLoad(incumbent, Optional.empty(), NightDays.of(record.path("days")))
              .orElseThrow(
                  () -> new DataException("%s: its day has no rows any more".formatted(id)));
      Optional<String> day = changedDay(trial.daysRead(), record.path("days"));
      if (day.isPresent()) {
        throw new DataException("%s cannot be repeated: %s".formatted(version, day.get()));
      }
      Optional<String> difference = inputs.difference(record.path("inputs"));
      if (difference.isPresent()) {
        throw new DataException(
            "%s cannot be repeated: it %s".formatted(version, difference.get()));
      }
      if (record.path("weightsSha256").asText("").isEmpty()) {
        throw new DataException(
            "%s cannot be compared: its stage tells no digest of its weights".formatted(version));
      }
      trial.train(incumbent);
      String then = record.path("weightsSha256").asText();
      String now = trial.weightsSha256().orElse("");
      if (!then.equals(now)) {
        throw new DataException(
            "%s has the weights %s, and was trained to %s now: another processor or version?"
                .formatted(version, then, now));
      }
      return now;
    }
  }

  /** Says which day of a record is not as it was; nothing where all are. */
  private static Optional<String> changedDay(List<NightDay> read, JsonNode days) {
    Map<String, NightDay> now = new LinkedHashMap<>();
    read.forEach(day -> now.put(day.day().name(), day));
    for (JsonNode then : days) {
      String name = then.path("day").asText();
      NightDay day = now.remove(name);
      if (day == null) {
        return Optional.of("day " + name + " is gone");
      }
      JsonNode values = MAPPER.valueToTree(day.values());
      for (String part : List.of("training", "heldOut")) {
        if (!values.path(part).path("fingerprint").equals(then.path(part).path("fingerprint"))) {
          return Optional.of(
              Text.of(
                  "day %s had %,d rows to train with and has %,d others",
                  name, then.at("/training/rows").asLong(), day.training().rows()));
        }
      }
    }
    return now.isEmpty()
        ? Optional.empty()
        : Optional.of("day " + now.keySet().iterator().next() + " was not there");
  }
}
