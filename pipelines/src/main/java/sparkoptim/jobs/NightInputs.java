// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparkoptim.jobs.window.NightDay;

/**
 * What a night's decision depends on: the rows of every day, whatever files they come from, and the
 * settings but for those that only say who hears of it.
 *
 * @param rows of all days
 * @param fingerprint SHA-256 of the days with the counts and fingerprints of their rows
 * @param settings by their keys, without secrets
 */
record NightInputs(long rows, String fingerprint, Map<String, String> settings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings that change nothing of the candidate or the decision. */
  private static final List<String> OF_NO_WEIGHT =
      List.of(
          "run",
          "registry",
          "notify",
          "openlineage",
          "pushgateway",
          "mlflow",
          "tensorBoard",
          "report",
          "progress",
          "logLevel",
          "exit",
          "retention",
          "output",
          "overwrite",
          "model",
          "predictions",
          "version",
          "score",
          "trustedPackages");

  /**
   * @param recorded settings with the names of environment variables
   * @param resolved the same with their values
   */
  static NightInputs of(NightData night, Config recorded, Config resolved) throws IOException {
    Map<String, Object> days = new TreeMap<>();
    for (NightDay day : night.days()) {
      days.put(
          day.day().name(),
          Map.of("training", day.training().values(), "heldOut", day.heldOut().values()));
    }
    return new NightInputs(
        night.days().stream().mapToLong(d -> d.training().rows() + d.heldOut().rows()).sum(),
        sha256(
            new ObjectMapper()
                .configure(
                    com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS,
                    true)
                .writeValueAsString(days)),
        settings(recorded, resolved));
  }

  private static Map<String, String> settings(Config recorded, Config resolved) {
    Map<String, String> settings = new TreeMap<>();
    Map<String, String> values = new TreeMap<>();
    flatten("", Secrets.redacted(recorded), settings);
    flatten("", Secrets.redacted(resolved), values);
    settings.replaceAll(
        (key, text) ->
            text.contains("${") && values.containsKey(key)
                ? text + " (" + shortened(sha256(key + "=" + values.get(key))) + ")"
                : text);
    settings
        .keySet()
        .removeIf(
            key -> OF_NO_WEIGHT.stream().anyMatch(k -> key.equals(k) || key.startsWith(k + ".")));
    return settings;
  }

  private static void flatten(String key, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> group) {
      group.forEach(
          (name, inner) -> flatten(key.isEmpty() ? "" + name : key + "." + name, inner, into));
    } else if (value instanceof ConfigValue config) {
      flatten(key, config.unwrapped(), into);
    } else if (value != null) {
      into.put(key, value.toString());
    }
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Returns the inputs for JSON. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", rows);
    values.put("fingerprint", fingerprint);
    values.put("settings", settings);
    values.put("settingsSha256", settingsSha256());
    return values;
  }

  String settingsSha256() {
    return sha256(settings.toString());
  }

  /** Returns how these inputs differ from those of a record; nothing where they do not. */
  Optional<String> difference(JsonNode recorded) {
    if (!fingerprint.equals(recorded.path("fingerprint").asText())) {
      return Optional.of(
          Text.of(
              "was decided with %,d rows (fingerprint %s), now there are %,d (%s)",
              recorded.path("rows").asLong(),
              shortened(recorded.path("fingerprint").asText()),
              rows,
              shortened(fingerprint)));
    }
    if (recorded.path("settings") instanceof ObjectNode then) {
      Map<String, String> old = new TreeMap<>();
      then.properties().forEach(entry -> old.put(entry.getKey(), entry.getValue().asText()));
      var keys = new java.util.TreeSet<>(settings.keySet());
      keys.addAll(old.keySet());
      for (String key : keys) {
        String before = old.get(key);
        String now = settings.get(key);
        if (before == null ? now != null : !before.equals(now)) {
          return Optional.of("was decided with %s = %s, now it is %s".formatted(key, before, now));
        }
      }
    }
    return Optional.empty();
  }

  private static String shortened(String fingerprint) {
    return fingerprint.substring(0, Math.min(12, fingerprint.length()));
  }

  /** Returns a record of them as JSON. */
  JsonNode json() {
    return JSON.valueToTree(values());
  }
}
