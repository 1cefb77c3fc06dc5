// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;

/** Accepts connections from other executors and opens connections to them. */
interface Acceptor extends AutoCloseable {
  int port();

  /** Returns a line on which nothing has been said yet. */
  ByteStream dial(Peer peer, WaitLimit waitLimit) throws IOException;

  /** Stops accepting connections; open ones may end. */
  @Override
  void close();
}
