// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard's events: records of TFRecord (length, its checksum, data, their checksum),
 * each an {@code Event} in Protocol Buffers, written out by hand as it is so little.
 */
final class EventFile implements Closeable {
  private static final int MASK = 0xa282ead8;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final OutputStream out;

  /** Begins a file. */
  EventFile(OutputStream out, Instant start) throws IOException {
    this.out = out;
    var event = new Message().number(1, seconds(start)); // wall_time
    write(event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8))); // file_version
  }

  /** Adds one value; TensorBoard keeps single precision. */
  void scalar(Instant time, long step, String tag, double value) throws IOException {
    var scalar = new Message().bytes(1, tag.getBytes(StandardCharsets.UTF_8)); // tag
    scalar.number(2, (float) value); // simple_value
    var event = new Message().number(1, seconds(time)).whole(2, step); // wall_time, step
    write(event.bytes(5, new Message().bytes(1, scalar.content()).content())); // summary, value
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() * 1e-9;
  }

  private void write(Message event) throws IOException {
    byte[] data = event.content();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  /** Returns the masked checksum, so that a checksum of data with checksums is a good one too. */
  static byte[] checksum(byte[] data) {
    var crc = new CRC32C();
    crc.update(data);
    return little(Integer.BYTES)
        .putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK)
        .array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** Fields of Protocol Buffers. */
  private static final class Message {
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

    Message number(int field, double value) {
      variable((long) field << 3 | FIXED64);
      fields.writeBytes(little(Double.BYTES).putDouble(value).array());
      return this;
    }

    Message number(int field, float value) {
      variable((long) field << 3 | FIXED32);
      fields.writeBytes(little(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message whole(int field, long value) {
      variable((long) field << 3);
      variable(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      variable((long) field << 3 | BYTES);
      variable(value.length);
      fields.writeBytes(value);
      return this;
    }

    private void variable(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        fields.write((int) ((left & 0x7F) | 0x80));
        left >>>= 7;
      }
      fields.write((int) left);
    }

    byte[] content() {
      return fields.toByteArray();
    }
  }
}
