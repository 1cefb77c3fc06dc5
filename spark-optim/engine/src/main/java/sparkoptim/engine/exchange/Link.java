// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;

/** The connection of this executor with another one. One thread at a time uses it. */
public interface Link extends AutoCloseable {
  /**
   * Sends values and receives values, both at once: two long messages in opposite directions never
   * block each other. The other side calls it with the counts exchanged; a count may be 0. What is
   * sent and what is received must not overlap.
   *
   * @throws IOException that names the peer: it is lost, moves no byte for the time limit, is at
   *     another swap, or the task was cancelled. The link is of no use afterwards
   */
  void sendReceive(double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount)
      throws IOException;

  /** Returns the other side: executor, host and port. */
  String peer();

  /** Returns the bytes sent and received so far. */
  long bytes();

  /** Ends a swap that another thread is in, and frees all that the link holds. */
  @Override
  void close();
}
