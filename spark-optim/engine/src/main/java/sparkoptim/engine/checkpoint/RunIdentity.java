// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.WeightsDigest;
import sparkoptim.engine.Training;

/**
 * All that decides the bits of a training, by name: trainings with equal settings are one training,
 * and only a state of the same training can go on in it. Engine, ranks and rounds are no part of
 * it, nor is any limit of time.
 *
 * @param settings values by name, in the order of messages
 */
public record RunIdentity(Map<String, String> settings) {
  private static final int KEY_LENGTH = 32;

  /** Copies the settings, in their order. */
  public RunIdentity {
    settings = new LinkedHashMap<>(settings);
  }

  /**
   * Returns the identity of a training over dealt rows.
   *
   * @param training the training
   * @param fingerprint of the rows
   * @param extra settings that the training shows only in its numbers, for better messages
   */
  public static RunIdentity of(Training training, String fingerprint, Map<String, String> extra) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("method", training.method().text());
    settings.put("batchSize", String.valueOf(training.batchSize()));
    settings.put("steps", String.valueOf(training.steps()));
    settings.put("tolerance", String.valueOf(training.tolerance()));
    settings.putAll(extra);
    settings.putAll(training.problem().settings());
    settings.put("start", WeightsDigest.sha256(training.point()));
    settings.put("data", fingerprint);
    settings.put("rows", String.valueOf(training.problem().rows()));
    settings.put("shards", String.valueOf(training.problem().shards()));
    return new RunIdentity(settings);
  }

  /** Returns the first 32 hexadecimal digits of the SHA-256 of the settings, a line each. */
  public String key() {
    MessageDigest digest = Sha256.digest();
    settings.forEach(
        (name, value) ->
            digest.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest).substring(0, KEY_LENGTH);
  }

  /**
   * Returns the settings in which another training differs, with both values.
   *
   * @param other the identity of another training
   */
  public List<String> differences(RunIdentity other) {
    Set<String> names = new LinkedHashSet<>(settings.keySet());
    names.addAll(other.settings.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String mine = settings.getOrDefault(name, "unset");
      String theirs = other.settings.getOrDefault(name, "unset");
      if (!mine.equals(theirs)) {
        differences.add("%s (%s there, %s here)".formatted(name, theirs, mine));
      }
    }
    return differences;
  }
}
