// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.Serializable;

/**
 * An executor and the address of its {@link ExchangePort}.
 *
 * @param address the host as the executor itself resolves it, for those who cannot; empty where it
 *     is not known
 */
public record Peer(String executorId, String host, int port, String address)
    implements Serializable {
  /** Creates a peer of which only the host is known. */
  public Peer(String executorId, String host, int port) {
    this(executorId, host, port, "");
  }

  /** Returns whether it may be found by another address than its host's. */
  boolean hasOtherAddress() {
    return !address.isEmpty() && !address.equals(host);
  }

  Peer atOtherAddress() {
    return new Peer(executorId, address, port);
  }

  @Override
  public String toString() {
    return "executor " + executorId + " at " + host + ":" + port;
  }
}
