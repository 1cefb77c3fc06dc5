// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.nio.channels.ByteChannel;

/** A blocking stream of bytes to another executor. Closing it ends what waits in it. */
interface ByteStream extends ByteChannel {
  /**
   * Returns the most bytes that can always be written while the other side writes too and does not
   * read.
   */
  int frameBytes();
}
