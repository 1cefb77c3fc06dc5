// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A configuration that is being found out, and its text. */
final class ProposedConfig {
  private final Map<String, String> data = new LinkedHashMap<>();
  private String stage = "LogisticRegression";
  private String output = "runs/model";

  /** Sets a key under {@code data} to a text. */
  ProposedConfig text(String key, String value) {
    data.put(key, ConfigUtil.quoteString(value));
    return this;
  }

  /** Sets a key under {@code data} to texts. */
  ProposedConfig texts(String key, List<String> values) {
    data.put(
        key,
        values.stream().map(ConfigUtil::quoteString).collect(Collectors.joining(", ", "[", "]")));
    return this;
  }

  /** Sets a key under {@code data} to a number or a word. */
  ProposedConfig word(String key, Object value) {
    data.put(key, String.valueOf(value));
    return this;
  }

  ProposedConfig without(String key) {
    data.remove(key);
    return this;
  }

  ProposedConfig stage(String name) {
    stage = name;
    return this;
  }

  ProposedConfig output(String folder) {
    output = folder;
    return this;
  }

  /** Returns the configuration as HOCON. */
  String hocon() {
    var text = new StringBuilder("data {\n");
    data.forEach(
        (key, value) -> text.append("  ").append(key).append(" = ").append(value).append('\n'));
    return text.append("}\n\nstage {\n  class = ")
        .append(stage)
        .append("\n  params.regParam = 0.001\n}\n\noutput = ")
        .append(ConfigUtil.quoteString(output))
        .append('\n')
        .toString();
  }
}
