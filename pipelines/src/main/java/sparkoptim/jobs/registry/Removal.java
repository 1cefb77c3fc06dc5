// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A version that retention removes, or has removed.
 *
 * @param reason the rule
 */
public record Removal(VersionName version, String reason, String by, Instant time) {

  /** Returns the form of the file. */
  public ObjectNode json() {
    ObjectNode json = JsonText.object().put("version", version.toString()).put("reason", reason);
    return json.put("by", by).put("time", time.toString());
  }

  static Optional<Removal> of(byte[] content) {
    return JsonText.parse(content).flatMap(Removal::read);
  }

  private static Optional<Removal> read(JsonNode json) {
    try {
      Instant time = Instant.parse(json.path("time").asText());
      return VersionName.of(json.path("version").asText())
          .map(
              name ->
                  new Removal(
                      name, JsonText.text(json, "reason"), JsonText.text(json, "by"), time));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
