// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some nodes in one JVM, each with a port of its own, connected with each other. */
final class Nodes implements AutoCloseable {
  static final WaitLimit WAIT_LIMIT = waitLimit(20_000);

  private final List<ExchangePort> ports = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();
  private final List<Link[]> links = new ArrayList<>();

  static WaitLimit waitLimit(long millis) {
    return new WaitLimit(Duration.ofMillis(millis), () -> false);
  }

  /** Ports alone. */
  static Nodes open(Kind kind, int count) throws Exception {
    Nodes nodes = new Nodes();
    for (int node = 0; node < count; node++) {
      ExchangePort port = kind.open();
      nodes.ports.add(port);
      nodes.peers.add(new Peer(Integer.toString(node), port.host(), port.port()));
    }
    return nodes;
  }

  static Nodes connected(Kind kind, int count, WireFormat format, WaitLimit waitLimit)
      throws Exception {
    Nodes nodes = open(kind, count);
    RoundToken token = RoundToken.random("fit, round 1");
    nodes.links.addAll(Together.run(count, node -> nodes.connect(node, token, format, waitLimit)));
    return nodes;
  }

  Link[] connect(int node, RoundToken token, WireFormat format, WaitLimit waitLimit)
      throws Exception {
    return ports.get(node).connect(token, node, peers, format, waitLimit);
  }

  RoundLinks join(int node, RoundToken token, WaitLimit waitLimit) throws Exception {
    return ports.get(node).join(token, node, peers, WireFormat.DOUBLE, waitLimit);
  }

  Peer peer(int node) {
    return peers.get(node);
  }

  /** From one node to another. */
  Link link(int from, int to) {
    return links.get(from)[to];
  }

  void add(Link[] of) {
    links.add(of);
  }

  @Override
  public void close() {
    for (Link[] ofNode : links) {
      for (Link link : ofNode) {
        if (link != null) {
          link.close();
        }
      }
    }
    ports.forEach(ExchangePort::close);
  }
}
