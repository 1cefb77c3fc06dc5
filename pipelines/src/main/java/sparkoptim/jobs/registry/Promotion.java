// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the registry's history: from then on a version served.
 *
 * @param number 1 for the first; the highest one says what serves
 * @param version the name of the version
 * @param previous the version that served before; null for the first
 * @param runId the run that decided it; of a rollback the latest that had been decided then
 * @param by who did it
 * @param note why; null where nobody said
 * @param against the number of the promotion that was in force when this was decided; 0 for none
 * @param exclusive how the file system kept others from this number
 * @param id tells this promotion from another try of the same number
 */
public record Promotion(
    int number,
    String version,
    String previous,
    String runId,
    Kind kind,
    String by,
    String note,
    Instant time,
    int against,
    String exclusive,
    String id) {
  private static final int FORMAT = 1;

  /** Why a version came to serve. */
  public enum Kind {
    /** Its run, or a person, found that it passed. */
    PROMOTE,
    /** A version of before came back. */
    ROLLBACK,
    /** A person decided so, whatever its run had found. */
    FORCE;

    /** Returns how files and messages name it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the name taken apart. */
  public VersionName versionName() {
    return VersionName.of(version).orElseThrow();
  }

  /** Returns the form of the file. */
  public ObjectNode json() {
    ObjectNode json = JsonText.object();
    json.put("format", FORMAT).put("number", number).put("version", version);
    json.put("previous", previous).put("runId", runId).put("kind", kind.text());
    json.put("by", by).put("note", note).put("time", time.toString());
    return json.put("against", against).put("exclusive", exclusive).put("id", id);
  }

  /** Returns what a file says; nothing where it is cut or says something else. */
  static Optional<Promotion> of(int number, byte[] content) {
    return JsonText.parse(content)
        .filter(json -> json.path("format").asInt() == FORMAT)
        .filter(json -> json.path("number").asInt() == number)
        .flatMap(json -> read(number, json));
  }

  private static Optional<Promotion> read(int number, JsonNode json) {
    try {
      Promotion promotion =
          new Promotion(
              number,
              JsonText.text(json, "version"),
              JsonText.text(json, "previous"),
              JsonText.text(json, "runId"),
              Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
              JsonText.text(json, "by"),
              JsonText.text(json, "note"),
              Instant.parse(json.path("time").asText()),
              json.path("against").asInt(),
              JsonText.text(json, "exclusive"),
              JsonText.text(json, "id"));
      boolean whole =
          promotion.runId != null
              && promotion.version != null
              && VersionName.of(promotion.version).isPresent();
      return whole ? Optional.of(promotion) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
