// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.Config;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.jobs.Json;
import sparkoptim.jobs.Secrets;
import sparkoptim.jobs.Versions;

/**
 * Where a model comes from: the file {@code origin.json} in its folder.
 *
 * @param parent the model whose labels and stages it has, or from whose weights it started
 * @param inputs what each set of rows was made of, by its name or day
 * @param settingsSha256 of the configuration without secrets
 */
public record Origin(
    Optional<String> parent, List<Map<String, Object>> inputs, String settingsSha256) {

  /** The file's name in the model's folder. */
  public static final String FILE = "origin.json";

  private static final int VERSION = 1;

  /**
   * Returns the SHA-256 of a configuration, in hexadecimal digits: of its values in the order of
   * their keys, with secrets masked, so that a new password is no new configuration.
   */
  public static String sha256(Config resolved) {
    try {
      byte[] values = Json.bytes(Secrets.redacted(resolved));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(values));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the content of the file.
   *
   * @param weightsSha256 of the weights; none where the stage does not say
   */
  public byte[] json(Optional<String> weightsSha256) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", VERSION);
    parent.ifPresent(model -> values.put("parent", Secrets.redacted(model)));
    values.put("inputs", inputs);
    values.put("settingsSha256", settingsSha256);
    weightsSha256.ifPresent(digest -> values.put("weightsSha256", digest));
    values.put("versions", Versions.all());
    try {
      return Json.bytes(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
