// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.util.Locale;

/** What an entry of an output folder holds. */
public enum Content {
  /** One file. */
  FILE("file"),
  /** The folder of a saved Spark ML model. */
  MODEL("model"),
  /** The folder of a data set that Spark wrote. */
  ROWS("data set");

  private final String words;

  Content(String words) {
    this.words = words;
  }

  /** Returns how a message names it. */
  String words() {
    return words;
  }

  /** Returns how a file names it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
