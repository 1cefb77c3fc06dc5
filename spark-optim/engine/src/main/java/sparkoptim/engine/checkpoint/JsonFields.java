// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The fields of a JSON object; one that is missing or of another kind is an error that names it.
 */
record JsonFields(JsonNode node) {
  JsonFields {
    if (!node.isObject()) {
      throw new CheckpointException("is no JSON object");
    }
  }

  private JsonNode field(String name, boolean fits, String expected) {
    JsonNode value = node.get(name);
    if (value == null || !fits) {
      throw new CheckpointException(
          "field %s must be %s, was %s"
              .formatted(name, expected, value == null ? "not there" : value));
    }
    return value;
  }

  private JsonNode at(String name) {
    return node.path(name);
  }

  boolean isNull(String name) {
    return at(name).isNull();
  }

  String text(String name) {
    return field(name, at(name).isTextual(), "a text").textValue();
  }

  long whole(String name) {
    return field(name, at(name).canConvertToLong() && at(name).isIntegralNumber(), "a whole number")
        .longValue();
  }

  /** Returns a whole number that is not negative. */
  long count(String name) {
    long value = whole(name);
    field(name, value >= 0, ">= 0");
    return value;
  }

  /** Returns a number, or one of the texts NaN, Infinity and -Infinity. */
  double number(String name) {
    JsonNode value = at(name);
    if (value.isTextual()) {
      switch (value.textValue()) {
        case "NaN":
          return Double.NaN;
        case "Infinity":
          return Double.POSITIVE_INFINITY;
        case "-Infinity":
          return Double.NEGATIVE_INFINITY;
        default:
      }
    }
    return field(name, value.isNumber(), "a number").doubleValue();
  }

  double least(String name, double least) {
    double value = number(name);
    field(name, value >= least && value < Double.POSITIVE_INFINITY, "finite and >= " + least);
    return value;
  }

  JsonFields group(String name) {
    return new JsonFields(field(name, at(name).isObject(), "an object"));
  }

  List<JsonNode> list(String name) {
    List<JsonNode> nodes = new ArrayList<>();
    field(name, at(name).isArray(), "a list").forEach(nodes::add);
    return nodes;
  }

  /** Returns a list of texts; empty where there is no such field. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (node.has(name)) {
      for (JsonNode text : list(name)) {
        field(name, text.isTextual(), "a list of texts");
        texts.add(text.textValue());
      }
    }
    return texts;
  }

  /** Calls for every field's name. */
  void each(BiConsumer<JsonFields, String> visitor) {
    node.fieldNames().forEachRemaining(name -> visitor.accept(this, name));
  }
}
