// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sparkoptim.jobs.registry.Registry;

/**
 * The days of the history that a night reads: not those whose own night was refused, as what is
 * wrong with their rows is wrong in every window.
 *
 * @param leftOut gets the names of the days that are not read
 */
record NightDays(Registry registry, List<String> leftOut) implements Predicate<String> {

  NightDays(Registry registry) {
    this(registry, new ArrayList<>());
  }

  /** Returns the days that a record names. */
  static Predicate<String> of(JsonNode days) {
    Set<String> names = new HashSet<>();
    days.forEach(day -> names.add(day.path("day").asText()));
    return names::contains;
  }

  @Override
  public boolean test(String day) {
    try {
      boolean refused = isBlocked(day) || isBlocked(day.replace("-", ""));
      if (refused) {
        leftOut.add(day);
      }
      return !refused;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Returns whether the checks of a run blocked its rows, and nothing was decided since. */
  private boolean isBlocked(String runId) throws IOException {
    Optional<JsonNode> result = registry.run(runId).result();
    if (result.isEmpty() || !isRefused(result.get())) {
      return false;
    }
    for (JsonNode check : result.get().path("checks")) {
      if (check.path("status").asText().equals("block")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRefused(JsonNode result) {
    return result.path("outcome").asText().equals(NightOutcome.REFUSED.word());
  }

  /** Returns a sentence on the days that are not read; an empty one where there is none. */
  String warning() {
    return leftOut.isEmpty()
        ? ""
        : "data.history: rows of "
            + String.join(", ", leftOut)
            + " are left out, as they were refused, or not readable";
  }
}
