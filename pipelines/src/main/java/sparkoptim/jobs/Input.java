// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;

/**
 * A place from which rows are read.
 *
 * @param key the configuration key, for errors
 * @param path a file, folder or pattern on any Hadoop file system
 * @param labels the file of labels, where the format has one of its own
 */
public record Input(String key, String path, Optional<String> labels) {

  /** Returns the input at a key that must be set; labels are looked for at another key. */
  static Input at(Keys keys, DataSettings data, String key, String labelsKey) {
    boolean apart = data.format().equals(DataFormat.IDX); // others have a label in every row
    return new Input(key, path(keys, data, key), apart ? keys.text(labelsKey) : Optional.empty());
  }

  /**
   * Returns the place that a key names: a path, a table or a query. Where {@code data.table},
   * {@code data.sql} or the reader's own options name it, the key is not needed.
   */
  static String path(Keys keys, DataSettings data, String key) {
    String named =
        switch (data.format().kind()) {
          case TABLE -> "data.table";
          case SQL -> "data.sql";
          default -> null;
        };
    Optional<String> elsewhere = named == null ? Optional.empty() : keys.text(named);
    Optional<String> here = keys.text(key);
    if (here.isPresent() && elsewhere.isPresent() && key.equals("data.train")) {
      throw new JobException(named + " and data.train are both set: rows come from one of them");
    }
    if (here.isPresent() || elsewhere.isPresent()) {
      return here.or(() -> elsewhere).get();
    }
    return data.format().needsPath()
        ? keys.requiredPath(key)
        : data.options().getOrDefault("dbtable", "");
  }
}
