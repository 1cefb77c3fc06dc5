// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.nio.ByteBuffer;

/** A channel of Spark's transport during its handshake, which the channel's own thread runs. */
record PendingSparkStream(SparkStream stream, String address, Runnable opened)
    implements PendingStream {
  @Override
  public void send(ByteBuffer bytes) {
    stream.writeAtOnce(bytes);
  }

  @Override
  public ByteStream open() {
    opened.run();
    return stream;
  }

  @Override
  public void close() {
    stream.close();
  }
}
