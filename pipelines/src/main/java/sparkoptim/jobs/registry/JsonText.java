// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The registry's own JSON files. */
final class JsonText {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonText() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(JsonNode json) throws JsonProcessingException {
    return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the object in a file; nothing where the file is cut or holds something else. */
  static Optional<JsonNode> parse(byte[] content) {
    try {
      return Optional.ofNullable(MAPPER.readTree(content)).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns a text; null where it is null or absent. */
  static String text(JsonNode json, String key) {
    return json.path(key).textValue();
  }
}
