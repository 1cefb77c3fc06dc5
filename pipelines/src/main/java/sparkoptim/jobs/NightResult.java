// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a night, as {@code result.json} has it.
 *
 * @param json the content of the file
 * @param file where it is
 */
record NightResult(ObjectNode json, String file) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of the form of {@code result.json}. */
  static final int VERSION = 1;

  static NightResult of(JsonNode stored, String file) {
    return new NightResult((ObjectNode) stored, file);
  }

  NightOutcome outcome() {
    return NightOutcome.of(json.path("outcome").asText()).orElse(NightOutcome.REFUSED);
  }

  int exitCode() {
    return json.path("exitCode").asInt();
  }

  /** Returns whether a stored result is that of a night that was decided. */
  static boolean isDecided(JsonNode stored) {
    return NightOutcome.of(stored.path("outcome").asText())
        .filter(NightOutcome::isDecided)
        .isPresent();
  }

  /** Returns the version that the night made; nothing where it made none. */
  Optional<String> version() {
    return Optional.ofNullable(json.path("version").textValue());
  }

  /** Takes a figure of a model on the rows that are held out. */
  @FunctionalInterface
  interface FigureVisitor {
    void visit(String model, String figure, double value);
  }

  /** Shows all figures of the candidate and of the model that it was compared with. */
  void visitFigures(FigureVisitor visitor) {
    for (var model : json.path("figures").properties()) {
      model
          .getValue()
          .path("figures")
          .properties()
          .forEach(
              figure ->
                  visitor.visit(model.getKey(), figure.getKey(), figure.getValue().asDouble()));
    }
  }

  /** Returns the content of the file. */
  byte[] bytes() throws IOException {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the sentences of all gates. */
  List<String> gates() {
    List<String> sentences = new ArrayList<>();
    json.path("gates").forEach(gate -> sentences.add(gate.path("sentence").asText()));
    return sentences;
  }

  /** Returns the sentences of what was noticed. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    json.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return warnings;
  }

  /** Adds the result to a table for the screen. */
  void print(ResultTable table) {
    table.add("run", json.path("runId").asText());
    table.add("outcome", outcome().word());
    table.add("reason", json.path("reason").asText());
    table.add("version", version().orElse(null));
    table.add("previous", json.path("previous").textValue());
    table.add("serves", json.path("serves").textValue());
    gates().forEach(gate -> table.add("gate", gate));
    warnings().forEach(warning -> table.add("warning", warning));
    if (json.path("seconds").path("whole").isNumber()) {
      table.add("seconds", Text.of("%.2f", json.path("seconds").path("whole").asDouble()));
    }
  }
}
