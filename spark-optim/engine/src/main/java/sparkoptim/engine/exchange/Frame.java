// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.apache.spark.storage.StorageUtils;

/**
 * A direct buffer that one piece of a message passes through. Numbers are little-endian:
 *
 * <pre>
 *   byte  0             8            12           16
 *         +-------------+------------+------------+--------------------------------+
 *         | exchange    | values the | values it  | values, 8 or 4 bytes each as   |
 *         | number, i64 | sender     | expects    | the {@link WireFormat} says    |
 *         |             | sends, i32 | back, i32  |                                |
 *         +-------------+------------+------------+--------------------------------+
 * </pre>
 *
 * The first piece of a message has the header; those that follow begin with their values.
 */
final class Frame {
  private static final int SEQUENCE = 0;
  private static final int OUT_COUNT = SEQUENCE + Long.BYTES;
  private static final int IN_COUNT = OUT_COUNT + Integer.BYTES;

  /** Bytes of the header. */
  static final int HEADER = IN_COUNT + Integer.BYTES;

  private final ByteBuffer bytes;
  private final int bytesOfValue;
  private final int size;
  private final DoubleBuffer doubles;
  private final FloatBuffer floats;

  /** Creates a frame for the given number of bytes and its header. */
  Frame(WireFormat format, int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    bytesOfValue = format.bytes();
    this.size = size;
    ByteBuffer values = bytes.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN);
    doubles = format == WireFormat.DOUBLE ? values.asDoubleBuffer() : null;
    floats = format == WireFormat.SINGLE ? values.asFloatBuffer() : null;
  }

  /** Returns the values of the longest piece that a line of {@code lineBytes} takes at once. */
  int capacity(int lineBytes) {
    return (Math.min(size, lineBytes) - HEADER) / bytesOfValue;
  }

  /**
   * Returns the bytes to send: {@code count} values, with the header in front of the first ones.
   */
  ByteBuffer bytes(boolean withHeader, int count) {
    return bytes.limit(HEADER + count * bytesOfValue).position(withHeader ? 0 : HEADER);
  }

  void putHeader(long sequence, int outCount, int inCount) {
    bytes.clear().putLong(SEQUENCE, sequence);
    bytes.putInt(OUT_COUNT, outCount).putInt(IN_COUNT, inCount);
  }

  long sequence() {
    return bytes.getLong(SEQUENCE);
  }

  int outCount() {
    return bytes.getInt(OUT_COUNT);
  }

  int inCount() {
    return bytes.getInt(IN_COUNT);
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
