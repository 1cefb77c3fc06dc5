// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.apache.spark.storage.StorageUtils;

/** A direct buffer that one piece of a message passes through: room for a header, then values. */
final class Frame {
  static final int HEADER = 16;

  private final ByteBuffer bytes;
  private final int bytesOfValue;
  private final int capacity;
  private final DoubleBuffer doubles;
  private final FloatBuffer floats;

  /** Creates a frame for the given number of bytes and its header. */
  Frame(WireFormat format, int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    bytesOfValue = format.bytes();
    capacity = (size - HEADER) / bytesOfValue;
    ByteBuffer values = bytes.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN);
    doubles = format == WireFormat.DOUBLE ? values.asDoubleBuffer() : null;
    floats = format == WireFormat.SINGLE ? values.asFloatBuffer() : null;
  }

  /** Returns the values of the longest piece. */
  int capacity() {
    return capacity;
  }

  /**
   * Returns the bytes to send: {@code count} values, with the header in front of the first ones.
   */
  ByteBuffer bytes(boolean withHeader, int count) {
    return bytes.limit(HEADER + count * bytesOfValue).position(withHeader ? 0 : HEADER);
  }

  void putHeader(long swap, int outCount, int inCount) {
    bytes.clear().putLong(swap).putInt(outCount).putInt(inCount);
  }

  long sequence() {
    return bytes.getLong(0);
  }

  int outCount() {
    return bytes.getInt(8);
  }

  int inCount() {
    return bytes.getInt(12);
  }

  void put(double[] values, int from, int count) {
    if (doubles != null) {
      doubles.put(0, values, from, count);
    } else {
      for (int i = 0; i < count; i++) {
        floats.put(i, (float) values[from + i]);
      }
    }
  }

  void get(double[] values, int from, int count) {
    if (doubles != null) {
      doubles.get(0, values, from, count);
    } else {
      for (int i = 0; i < count; i++) {
        values[from + i] = floats.get(i);
      }
    }
  }

  /** Gives the memory back now; waiting for the collector could let a long fit pile it up. */
  void free() {
    try {
      StorageUtils.dispose(bytes);
    } catch (LinkageError e) {
      // A JVM without the module options that Spark starts its own with: the collector frees it.
    }
  }
}
