// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.ranks.PeerExchange;
import sparkoptim.engine.exchange.ExchangePorts;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundLinks;
import sparkoptim.engine.exchange.WaitLimit;
import sparkoptim.engine.exchange.WireFormat;

/** The links of this executor with the others of a round, which its first rank makes and uses. */
final class NodeLinks implements PeerExchange, AutoCloseable {
  private final TaskPlan plan;
  private final WireFormat wire;
  private RoundLinks links;

  NodeLinks(TaskPlan plan, WireFormat wire) {
    this.plan = plan;
    this.wire = wire;
  }

  /** Takes part in the round; others are connected when they are first needed. */
  void join(ExchangePorts.Lease port, WaitLimit waitLimit) {
    List<Peer> nodes = Arrays.asList(plan.nodes());
    try {
      links = port.port().join(plan.token(), plan.node(), nodes, wire, waitLimit);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void sendReceive(
      int peer, double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount) {
    try {
      links.link(peer).sendReceive(out, outFrom, outCount, in, inFrom, inCount);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean narrows() {
    return wire == WireFormat.SINGLE;
  }

  @Override
  public void round(double[] values, int from, int count) {
    if (wire == WireFormat.SINGLE) {
      for (int i = from; i < from + count; i++) {
        values[i] = (float) values[i];
      }
    }
  }

  @Override
  public void close() {
    if (links != null) {
      links.close();
    }
  }
}
