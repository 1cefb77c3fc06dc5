// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.unsafe.types.UTF8String;

/** Tells texts in UTF-8 from others. */
final class Utf8 {
  /** What decoders write for bytes that are no text. */
  static final UTF8String REPLACED = UTF8String.fromString("\uFFFD");

  private Utf8() {}

  /** Returns whether bytes are a text. */
  static boolean isText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) { // not ASCII
        return isText(bytes, i, to, true);
      }
    }
    return true;
  }

  /** Returns whether bytes are the beginning of a text, whose last character may be cut. */
  static boolean isBeginning(byte[] bytes) {
    return isText(bytes, 0, bytes.length, false);
  }

  private static boolean isText(byte[] bytes, int from, int to, boolean whole) {
    return !StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, from, to - from), CharBuffer.allocate(to - from + 1), whole)
        .isError();
  }
}
