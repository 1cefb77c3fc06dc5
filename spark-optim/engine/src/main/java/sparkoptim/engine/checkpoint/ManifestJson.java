// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sparkoptim.core.StopReason;

/**
 * A manifest as JSON. A double goes there and back without a change; NaN and infinity are texts.
 */
final class ManifestJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", manifest.format());
    json.put("library", manifest.library());
    json.put("written", manifest.written().toString());
    ObjectNode settings = json.putObject("settings");
    manifest.run().settings().forEach(settings::put);
    ArrayNode backends = json.putArray("backends");
    manifest.backends().forEach(backends::add);
    json.put("step", manifest.step());
    json.put("passes", manifest.passes());
    write(json, manifest.spent());
    StopReason reason = manifest.stopReason();
    json.put("stopReason", reason == null ? null : text(reason));
    json.put("loss", manifest.loss());
    write(json.putObject("loop"), manifest.loop());
    write(json.putObject("curve"), manifest.curve());
    ArrayNode arrays = json.putArray("arrays");
    for (Manifest.ArrayFile array : manifest.arrays()) {
      ObjectNode entry = arrays.addObject();
      entry.put("name", array.name()).put("length", array.length()).put("sha256", array.sha256());
    }
    try {
      return (MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ObjectNode json, Manifest.Spent spent) {
    json.put("seconds", spent.seconds());
    ObjectNode communicationCost = json.putObject("effort");
    communicationCost.put("waitNanos", spent.waitNanos());
    communicationCost.put("exchangeNanos", spent.exchangeNanos());
    communicationCost.put("bytes", spent.bytes());
  }

  private static Manifest.Spent spent(JsonFields json) {
    JsonFields communicationCost = json.group("effort");
    return new Manifest.Spent(
        json.least("seconds", 0),
        communicationCost.count("waitNanos"),
        communicationCost.count("exchangeNanos"),
        communicationCost.count("bytes"));
  }

  private static void write(ObjectNode json, Manifest.Values values) {
    ObjectNode numbers = json.putObject("numbers");
    values.numbers().forEach(numbers::put);
    ObjectNode counts = json.putObject("counts");
    values.counts().forEach(counts::put);
  }

  private static String text(StopReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CheckpointException that names the field that is missing or wrong
   */
  static Manifest read(String place, byte[] content) {
    try {
      return read(content, place);
    } catch (NewerFormatException e) {
      throw e;
    } catch (CheckpointException e) {
      throw new CheckpointException(place + ": " + e.getMessage(), e);
    }
  }

  private static Manifest read(byte[] content, String place) {
    JsonFields json;
    try {
      json = new JsonFields(MAPPER.readTree(content));
    } catch (IOException e) {
      throw new CheckpointException("is no JSON: " + e.getMessage(), e);
    }
    long format = json.count("format");
    if (format > Manifest.FORMAT) {
      throw new NewerFormatException(place, format, json.text("library"));
    }
    if (format < 1) {
      throw new CheckpointException("has no such format as " + format);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    json.group("settings").each((fields, name) -> settings.put(name, fields.text(name)));
    return new Manifest(
        (int) format,
        json.text("library"),
        written(json.text("written")),
        new RunIdentity(settings),
        json.texts("backends"),
        json.count("step"),
        json.least("passes", 0),
        spent(json),
        stopReason(json),
        json.number("loss"),
        values(json.group("loop")),
        values(json.group("curve")),
        arrays(json.list("arrays")));
  }

  private static Instant written(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CheckpointException("field written is no time: " + text, e);
    }
  }

  private static StopReason stopReason(JsonFields json) {
    if (json.isNull("stopReason")) {
      return null;
    }
    String text = json.text("stopReason");
    for (StopReason reason : StopReason.values()) {
      if (text(reason).equals(text)) {
        return reason;
      }
    }
    throw new CheckpointException("field stopReason is none of ours: " + text);
  }

  private static Manifest.Values values(JsonFields json) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    json.group("numbers").each((fields, name) -> numbers.put(name, fields.number(name)));
    Map<String, Long> counts = new LinkedHashMap<>();
    json.group("counts").each((fields, name) -> counts.put(name, fields.whole(name)));
    return new Manifest.Values(numbers, counts);
  }

  private static List<Manifest.ArrayFile> arrays(List<JsonNode> nodes) {
    List<Manifest.ArrayFile> arrays = new ArrayList<>();
    for (JsonNode node : nodes) {
      JsonFields json = new JsonFields(node);
      String name = json.text("name");
      if (!name.matches("[A-Za-z0-9._-]+")) {
        throw new CheckpointException("an array's name is no file name: " + name);
      }
      long length = json.count("length");
      if (length > Integer.MAX_VALUE - 8) {
        throw new CheckpointException("array " + name + " is longer than arrays are: " + length);
      }
      arrays.add(new Manifest.ArrayFile(name, (int) length, json.text("sha256")));
    }
    return arrays;
  }
}
