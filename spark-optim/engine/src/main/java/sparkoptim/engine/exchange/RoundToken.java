// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import sparkoptim.core.PlainText;

/**
 * The credentials of a round: a secret that its executors share, and a name that no other round or
 * attempt has. The name travels in the clear, the token never.
 */
public final class RoundToken implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int TOKEN_BYTES = 32;

  /** Most bytes of a name in UTF-8. */
  static final int MOST_NAME_BYTES = 256;

  private final byte[] token;
  private final String name;

  private RoundToken(byte[] token, String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          PlainText.of(
              "the name of a pass must have 1 to %d bytes, got %d", MOST_NAME_BYTES, length));
    }
    this.token = token;
    this.name = name;
  }

  /** Returns a pass with a token of its own. */
  public static RoundToken random(String name) {
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return new RoundToken(token, name);
  }

  public String name() {
    return name;
  }

  byte[] token() {
    return token;
  }

  /** Returns the name alone, so that the token reaches no log. */
  @Override
  public String toString() {
    return name;
  }
}
