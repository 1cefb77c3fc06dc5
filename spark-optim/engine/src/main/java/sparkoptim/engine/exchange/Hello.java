// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The first message of the connecting side: the round, the node that connects and the node it
 * wants. Fixed bytes and a length come in front, so that anything else is found out before it can
 * ask for memory. Numbers are big-endian:
 *
 * <pre>
 *   byte  0            8           10        42        46      50       54          58
 *         +------------+-----------+---------+---------+-------+--------+-----------+---------+
 *         | "SPOPTIM1" | bytes     | nonce   | from,   | to,   | nodes, | bytes of  | name of |
 *         |            | that      |         | a node  | a     | their  | a value   | the     |
 *         |            | follow    |         |         | node  | number | on a wire | round,  |
 *         |            |           |         |         |       |        |           | UTF-8   |
 *         +------------+-----------+---------+---------+-------+--------+-----------+---------+
 * </pre>
 *
 * @param bytes all of it as it travels, which both proofs cover
 */
record Hello(String name, int from, int to, int nodes, int wireBytes, ByteBuffer bytes) {
  static final int NONCE = 32;

  /** ASCII: the protocol and its version. */
  private static final long PROTOCOL = 0x53504f5054494d31L; // SPOPTIM1

  /** Bytes of the protocol and the length that follows it. */
  static final int PREFIX = Long.BYTES + Short.BYTES;

  private static final int FIXED = NONCE + 4 * Integer.BYTES;

  static Hello of(String name, int from, int to, int nodes, WireFormat format, byte[] nonce) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(PREFIX + FIXED + text.length);
    bytes.putLong(PROTOCOL).putShort((short) (FIXED + text.length)).put(nonce);
    bytes.putInt(from).putInt(to).putInt(nodes).putInt(format.bytes()).put(text);
    return new Hello(name, from, to, nodes, format.bytes(), bytes.flip());
  }

  /** Returns how many bytes follow a prefix. */
  static int length(ByteBuffer prefix) throws IOException {
    if (prefix.getLong() != PROTOCOL) {
      throw new IOException("it speaks another protocol");
    }
    int length = prefix.getShort();
    if (length <= FIXED || length > FIXED + RoundToken.MOST_NAME_BYTES) {
      throw new IOException("its greeting has a length of " + length);
    }
    return length;
  }

  /** Reads a greeting of sound prefix, all of it. */
  static Hello parse(ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate().position(PREFIX + NONCE);
    int from = rest.getInt();
    int to = rest.getInt();
    int nodes = rest.getInt();
    int wireBytes = rest.getInt();
    String name = StandardCharsets.UTF_8.decode(rest).toString();
    return new Hello(name, from, to, nodes, wireBytes, bytes);
  }

  static ByteBuffer readFully(ByteChannel channel, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("it closed the connection during the handshake");
      }
    }
    return bytes.flip();
  }

  static void writeFully(ByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
