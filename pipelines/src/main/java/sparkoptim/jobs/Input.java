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
  static Input at(Keys keys, String key, String labelsKey) {
    return new Input(key, keys.requiredPath(key), keys.text(labelsKey));
  }
}
