// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a model's numbers: two models with one digest are the same bits. */
public final class WeightsDigest {
  private static final int CHUNK = 1024;

  private WeightsDigest() {}

  /**
   * Returns the SHA-256 of the arrays one after the other, as little-endian doubles, in lower-case
   * hexadecimal digits.
   *
   * @param arrays the arrays in order
   */
  public static String sha256(double[]... arrays) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (double[] array : arrays) {
        for (int from = 0; from < array.length; from += CHUNK) {
          buffer.clear();
          int count = Math.min(CHUNK, array.length - from);
          buffer.asDoubleBuffer().put(array, from, count);
          digest.update(buffer.array(), 0, count * Double.BYTES);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
