// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.nio.ByteBuffer;
import sparkoptim.core.Cancellation;
import sparkoptim.core.network.Precision;

/** Writes numbers to the device, one after the other, by way of a pinned buffer. */
final class Upload implements AutoCloseable {
  private static final int STAGED = 8 << 20;
  private static final int PIECE = 4096;

  private final StreamContext stream;
  private final Precision precision;
  private final Pinned pinned;
  private final ByteBuffer staged;
  private final float[] narrow = new float[PIECE];
  private long target;

  /**
   * Creates an upload by a stream.
   *
   * @param precision of {@link #reals}
   */
  Upload(StreamContext stream, Precision precision) {
    this.stream = stream;
    this.precision = precision;
    pinned = new Pinned(stream.device().call(), STAGED);
    staged = pinned.bytes().clear();
  }

  /** Returns the bytes of a real number. */
  int realBytes() {
    return precision == Precision.SINGLE ? Float.BYTES : Double.BYTES;
  }

  /** Goes to an address. */
  void seek(long address) {
    flush();
    target = address;
  }

  /** Writes numbers in the precision. */
  void reals(double[] values, int from, int count) {
    for (int at = from; at < from + count; at += PIECE) {
      int length = Math.min(PIECE, from + count - at);
      need(length * realBytes());
      if (precision == Precision.DOUBLE) {
        staged.asDoubleBuffer().put(values, at, length);
      } else {
        for (int i = 0; i < length; i++) {
          narrow[i] = (float) values[at + i];
        }
        staged.asFloatBuffer().put(narrow, 0, length);
      }
      staged.position(staged.position() + length * realBytes());
    }
  }

  /** Writes integers. */
  void ints(int[] values, int from, int count) {
    for (int at = from; at < from + count; at += PIECE) {
      int length = Math.min(PIECE, from + count - at);
      need(length * Integer.BYTES);
      staged.asIntBuffer().put(values, at, length);
      staged.position(staged.position() + length * Integer.BYTES);
    }
  }

  /** Writes bytes. */
  void bytes(byte[] values, int count) {
    for (int at = 0; at < count; at += PIECE) {
      int length = Math.min(PIECE, count - at);
      need(length);
      staged.put(values, at, length);
    }
  }

  /** Writes shorts. */
  void shorts(short[] values, int count) {
    for (int at = 0; at < count; at += PIECE) {
      int length = Math.min(PIECE, count - at);
      need(length * Short.BYTES);
      staged.asShortBuffer().put(values, at, length);
      staged.position(staged.position() + length * Short.BYTES);
    }
  }

  /** Writes a long. */
  void longs(long value) {
    need(Long.BYTES);
    staged.putLong(value);
  }

  private void need(int bytes) {
    if (staged.remaining() < bytes) {
      flush();
    }
  }

  /** Waits until all is on the device. */
  void flush() {
    Cancellation.check();
    if (staged.position() > 0) {
      stream.copy(pinned.address(), target, staged.position());
      stream.synchronize();
      target += staged.position();
      staged.clear();
    }
  }

  @Override
  public void close() {
    pinned.close();
  }
}
