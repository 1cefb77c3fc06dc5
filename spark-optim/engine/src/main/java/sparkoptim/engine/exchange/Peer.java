// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

/** An executor and the address of its {@link ExchangePort}. */
public record Peer(String executorId, String host, int port) {
  @Override
  public String toString() {
    return "executor " + executorId + " at " + host + ":" + port;
  }
}
