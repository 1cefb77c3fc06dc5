// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The treatment of a training whose checkpoints already exist. */
public enum Resume {
  /** It goes on from the latest sound one; without any it starts anew. */
  AUTO,
  /** It goes on from the latest one; where that is missing or damaged, this is an error. */
  REQUIRE,
  /** It starts anew. */
  NEVER;

  /** The values that a user may set. */
  public static final List<String> CHOICES =
      Arrays.stream(values()).map(mode -> mode.toString()).toList();

  /**
   * Returns the mode of a name among {@link #CHOICES}.
   *
   * @param name one of {@link #CHOICES}
   */
  public static Resume named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
