// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes in, who does not, and that those who do not harm nobody. */
@Timeout(60)
final class AcceptorTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  @Test
  void connect_otherToken_refusedOnBothSides() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        Warnings warnings = new Warnings()) {
      List<String> messages =
          Together.run(
              2,
              node -> {
                RoundToken own = RoundToken.random("the same name");
                try {
                  nodes.connect(node, own, WireFormat.DOUBLE, Nodes.waitLimit(500));
                  return "connected";
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      assertThat(messages.get(0))
          .contains(nodes.peer(1).toString(), "does not know the token of the same name");
      assertThat(messages.get(1))
          .contains(nodes.peer(0).toString(), "did not connect within 0.5 s");
      assertThat(warnings.has("WARN", "refused a connection from /127.0.0.1")).isTrue();
    }
  }

  @Test
  void connect_encryptedPortOtherSecret_refused() throws Exception {
    try (ExchangePort port = Kind.ENCRYPTED.open();
        ExchangePort stranger =
            ExchangePort.overSpark(Kind.HOST, Kind.conf(true), Kind.secret("another"))) {
      List<Peer> peers =
          List.of(new Peer("0", Kind.HOST, stranger.port()), new Peer("1", Kind.HOST, port.port()));
      assertThatThrownBy(
              () ->
                  stranger.connect(
                      RoundToken.random("fit"),
                      0,
                      peers,
                      WireFormat.DOUBLE,
                      Nodes.waitLimit(5_000)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("executor 1");
    }
  }

  @Test
  void connect_encryptedPortOtherToken_refused() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.ENCRYPTED, 2)) {
      Together.run(
          2,
          node -> {
            assertThatThrownBy(
                    () ->
                        nodes.connect(
                            node,
                            RoundToken.random("fit"),
                            WireFormat.DOUBLE,
                            Nodes.waitLimit(500)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nodes.peer(1 - node).toString());
            return null;
          });
    }
  }

  @Test
  void door_garbage_refusedAndPeersConnect() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        Warnings warnings = new Warnings()) {
      RoundToken token = RoundToken.random("fit");
      Hello good = Hello.of("fit", 0, 1, 2, WireFormat.DOUBLE, Handshake.nonce());
      byte[] hello = good.bytes().array();
      byte[] hugeLength = hello.clone();
      hugeLength[8] = 0x7f;
      byte[] negativeLength = hello.clone();
      negativeLength[8] = (byte) 0x80;
      byte[] noise = new byte[100_000];
      new SplittableRandom(1).nextBytes(noise);
      byte[] wrongProof = ByteBuffer.allocate(hello.length + 32).put(hello).array();
      List<byte[]> garbage =
          List.of(
              new byte[0],
              new byte[1],
              "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
              noise,
              hugeLength,
              negativeLength,
              Arrays.copyOf(hello, 20),
              hello,
              wrongProof,
              Hello.of("fit", 1, 1, 2, WireFormat.DOUBLE, Handshake.nonce()).bytes().array(),
              Hello.of("fit", -1, 1, 2, WireFormat.DOUBLE, Handshake.nonce()).bytes().array());
      List<String> addresses = new ArrayList<>();
      Together.run(
              2,
              node -> {
                if (node == 0) {
                  for (byte[] bytes : garbage) {
                    addresses.add(say(nodes.peer(1), bytes));
                  }
                }
                return nodes.connect(node, token, WireFormat.DOUBLE, Nodes.WAIT_LIMIT);
              })
          .forEach(nodes::add);
      swapOnce(nodes);
      for (String address : addresses) {
        assertThat(warnings.has("WARN refused a connection from " + address + ": ")).isTrue();
      }
    }
  }

  /** Sends bytes and ends; the address from which they came. */
  private static String say(Peer peer, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(peer.host(), peer.port())) {
      OutputStream out = socket.getOutputStream();
      String address = socket.getLocalSocketAddress().toString();
      try {
        out.write(bytes);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The door may close before all of it was said.
      }
      return address;
    }
  }

  private static void swapOnce(Nodes nodes) throws Exception {
    Together.run(
        2,
        node -> {
          double[] in = new double[1];
          nodes.link(node, 1 - node).sendReceive(new double[] {node}, 0, 1, in, 0, 1);
          assertThat(in).containsExactly(1 - node);
          return null;
        });
  }

  @Test
  void door_crowdOfSilentGuests_peersConnectBeforeItsLimit() throws Exception {
    Duration limit = Duration.ofMinutes(4);
    List<SocketChannel> silent = new ArrayList<>();
    try (ExchangePort first = ExchangePort.overSockets(Kind.HOST, limit);
        ExchangePort second = ExchangePort.overSockets(Kind.HOST, limit)) {
      List<Peer> peers =
          List.of(new Peer("a", Kind.HOST, first.port()), new Peer("b", Kind.HOST, second.port()));
      for (int i = 0; i < 3 * PendingConnections.MOST; i++) {
        silent.add(
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), second.port())));
      }
      long start = System.nanoTime();
      RoundToken token = RoundToken.random("fit");
      Together.run(
          2,
          node -> {
            ExchangePort port = node == 0 ? first : second;
            Link[] links =
                port.connect(
                    token, node, peers, WireFormat.DOUBLE, Nodes.waitLimit(limit.toMillis()));
            double[] in = new double[1];
            links[1 - node].sendReceive(new double[] {node}, 0, 1, in, 0, 1);
            assertThat(in).containsExactly(1 - node);
            links[1 - node].close();
            return null;
          });
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(limit.toSeconds() / 2.0);
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }

  @Test
  void door_silentGuest_sentAwayAtTheLimit() throws Exception {
    try (ExchangePort port = ExchangePort.overSockets(Kind.HOST, SHORT);
        Warnings warnings = new Warnings();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(warnings.has("nothing moved for 0.5 s", socket.getLocalSocketAddress().toString()))
          .isTrue();
    }
  }

  @Test
  void door_roundThatIsNotExpected_sentAwayAtTheLimit() throws Exception {
    try (ExchangePort port = ExchangePort.overSockets(Kind.HOST, SHORT);
        Warnings warnings = new Warnings()) {
      Hello stale = Hello.of("round 1", 0, 1, 2, WireFormat.DOUBLE, Handshake.nonce());
      say(new Peer("1", Kind.HOST, port.port()), stale.bytes().array());
      assertThat(warnings.has("for a round that is not expected here")).isTrue();
    }
  }

  @Test
  void connect_peerComesLate_waitsForIt() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        Warnings warnings = new Warnings()) {
      RoundToken token = RoundToken.random("fit");
      Together.run(
              2,
              node -> {
                if (node == 1) {
                  Thread.sleep(300);
                }
                return nodes.connect(node, token, WireFormat.DOUBLE, Nodes.WAIT_LIMIT);
              })
          .forEach(nodes::add);
      swapOnce(nodes);
      assertThat(warnings.streams()).isEmpty();
    }
  }

  @Test
  void connect_peerBreaksOffAtFirst_triesAgain() throws Exception {
    try (ExchangePort first = ExchangePort.overSockets(Kind.HOST);
        ExchangePort second = ExchangePort.overSockets(Kind.HOST, Duration.ofMillis(100))) {
      List<Peer> peers =
          List.of(new Peer("a", Kind.HOST, first.port()), new Peer("b", Kind.HOST, second.port()));
      RoundToken token = RoundToken.random("fit");
      Together.run(
          2,
          node -> {
            if (node == 1) {
              Thread.sleep(400); // Longer than the other's guests may wait for it.
            }
            ExchangePort port = node == 0 ? first : second;
            Link[] links = port.connect(token, node, peers, WireFormat.DOUBLE, Nodes.WAIT_LIMIT);
            links[1 - node].sendReceive(new double[1], 0, 1, new double[1], 0, 1);
            links[1 - node].close();
            return null;
          });
    }
  }

  @Test
  void connect_otherWire_failsOnBothSides() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        Warnings warnings = new Warnings()) {
      RoundToken token = RoundToken.random("fit");
      Together.run(
          2,
          node -> {
            WireFormat format = node == 0 ? WireFormat.DOUBLE : WireFormat.SINGLE;
            assertThatThrownBy(() -> nodes.connect(node, token, format, Nodes.waitLimit(500)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nodes.peer(1 - node).toString());
            return null;
          });
      assertThat(warnings.has("values of 8 bytes", "with 4 bytes")).isTrue();
    }
  }

  @Test
  void connect_peerIsGone_failsAtOnce() throws Exception {
    int gone;
    try (ExchangePort port = Kind.SOCKETS.open()) {
      gone = port.port();
    }
    try (ExchangePort port = Kind.SOCKETS.open()) {
      List<Peer> peers =
          List.of(new Peer("0", Kind.HOST, port.port()), new Peer("7", Kind.HOST, gone));
      assertThatThrownBy(
              () ->
                  port.connect(
                      RoundToken.random("fit"), 0, peers, WireFormat.DOUBLE, Nodes.WAIT_LIMIT))
          .hasMessageContaining("executor 7 at 127.0.0.1:" + gone)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void connect_cancelled_endsSoon() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2)) {
      WaitLimit cancelled = new WaitLimit(Duration.ofSeconds(50), () -> true);
      for (int node = 0; node < 2; node++) {
        int own = node;
        assertThatThrownBy(
                () -> nodes.connect(own, RoundToken.random("fit"), WireFormat.DOUBLE, cancelled))
            .hasMessageContaining(nodes.peer(1 - node).toString())
            .hasMessageContaining("cancelled");
      }
    }
  }

  @Test
  void connect_twoFitsThroughTheSamePorts_keepsThemApart() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2)) {
      RoundToken first = RoundToken.random("fit 1");
      RoundToken second = RoundToken.random("fit 2");
      Together.run(
          4,
          rank -> {
            int node = rank % 2;
            Link[] links =
                nodes.connect(node, rank < 2 ? first : second, WireFormat.DOUBLE, Nodes.WAIT_LIMIT);
            try (Link link = links[1 - node]) {
              double[] in = new double[1];
              link.sendReceive(new double[] {rank}, 0, 1, in, 0, 1);
              assertThat(in[0]).isEqualTo(rank ^ 1);
            }
            return null;
          });
    }
  }

  @Test
  void connect_nameInUse_refuses() throws Exception {
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2)) {
      RoundToken token = RoundToken.random("fit");
      List<String> messages =
          Together.run(
              2,
              rank -> {
                try {
                  nodes.connect(1, token, WireFormat.DOUBLE, Nodes.waitLimit(500));
                  return "connected";
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      assertThat(messages).anyMatch(message -> message.contains("being joined here already"));
      assertThat(messages).anyMatch(message -> message.contains("did not connect within"));
    }
  }
}
