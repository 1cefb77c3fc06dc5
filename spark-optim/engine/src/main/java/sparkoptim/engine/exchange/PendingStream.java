// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection during its handshake, in which nothing waits: no thread belongs to it. */
interface PendingStream extends Closeable {
  /** Returns where it comes from, for the log. */
  String address();

  /** Sends a few bytes, which always fit what the system buffers. */
  void send(ByteBuffer bytes) throws IOException;

  /** Returns the stream for everything after the handshake. */
  ByteStream open() throws IOException;
}
