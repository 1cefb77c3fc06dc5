// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers at the port: they get no thread, and honest peers get their connection. */
@Timeout(60)
final class HostileGreetingsTest {
  private static final int FUZZED = 10_000;
  private static final int GREETINGS = 4_000;
  private static final int HELD = 500;

  @Test
  void door_greetingsToARoundThatNeverComes_takeNoThreads() throws Exception {
    List<Socket> held = new ArrayList<>();
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2);
        Warnings warnings = new Warnings()) {
      int before = Thread.activeCount();
      byte[] stale = hello("no such round");
      int most = 0;
      for (int i = 0; i < GREETINGS; i++) {
        Socket socket = greet(nodes.peer(1), stale);
        if (i % 2 == 0 && held.size() < HELD) {
          held.add(socket);
        } else {
          socket.close();
        }
        most = Math.max(most, Thread.activeCount());
      }
      assertThat(most).isLessThanOrEqualTo(before + 4);
      assertConnects(nodes);
      assertThat(warnings.streams()).hasSizeLessThan(GREETINGS / 10);
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void door_fuzzedGreetings_peersConnect() throws Exception {
    SplittableRandom random = new SplittableRandom(20_261_130);
    try (Nodes nodes = Nodes.open(Kind.SOCKETS, 2)) {
      int before = Thread.activeCount();
      for (int i = 0; i < FUZZED; i++) {
        greet(nodes.peer(1), fuzzed(random)).close();
      }
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 4);
      assertConnects(nodes);
    }
  }

  @Test
  void door_errorWhileItReads_acceptsTheNext() throws Exception {
    try (ExchangePort first = Kind.SOCKETS.open();
        ExchangePort second = Kind.SOCKETS.open()) {
      AtomicInteger errors = new AtomicInteger(2);
      CountDownLatch begun = new CountDownLatch(1);
      List<Peer> peers =
          List.of(
              new Peer("a", first.host(), first.port()),
              new Peer("b", second.host(), second.port()));
      RoundToken token = RoundToken.random("fit");
      Together.run(
          2,
          node -> {
            if (node == 0) {
              begun.await();
              Thread.sleep(200); // The other's thread answers who came before it.
            }
            Link[] links =
                node == 0
                    ? first.connect(token, 0, peers, WireFormat.DOUBLE, Nodes.WAIT_LIMIT)
                    : second.connect(
                        token,
                        1,
                        faulty(peers, errors, begun),
                        WireFormat.DOUBLE,
                        Nodes.WAIT_LIMIT);
            links[1 - node].close();
            return null;
          });
      assertThat(errors).hasValueLessThanOrEqualTo(0);
    }
  }

  /** A list that the acceptor's thread cannot read at first. */
  private static List<Peer> faulty(List<Peer> peers, AtomicInteger errors, CountDownLatch begun) {
    return new AbstractList<>() {
      @Override
      public Peer get(int index) {
        return peers.get(index);
      }

      @Override
      public int size() {
        boolean reading = Thread.currentThread().getName().equals(SocketAcceptor.THREAD);
        if (!reading) {
          begun.countDown();
        }
        if (reading && errors.getAndDecrement() > 0) {
          throw new OutOfMemoryError("injected");
        }
        return peers.size();
      }
    };
  }

  private static void assertConnects(Nodes nodes) throws Exception {
    RoundToken token = RoundToken.random("fit");
    Together.run(2, node -> nodes.connect(node, token, WireFormat.DOUBLE, Nodes.WAIT_LIMIT))
        .forEach(nodes::add);
    Together.run(
        2,
        node -> {
          double[] in = new double[1];
          nodes.link(node, 1 - node).sendReceive(new double[] {node}, 0, 1, in, 0, 1);
          assertThat(in).containsExactly(1 - node);
          return null;
        });
  }

  private static byte[] hello(String round) {
    return Hello.of(round, 0, 1, 2, WireFormat.DOUBLE, Handshake.nonce()).bytes().array();
  }

  /** A sound hello with bytes changed, cut or added; or noise. */
  private static byte[] fuzzed(SplittableRandom random) {
    byte[] hello = hello("fit " + random.nextInt(3));
    int kind = random.nextInt(4);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      return noise;
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      hello[random.nextInt(hello.length)] = (byte) random.nextInt();
    }
    int length = kind == 1 ? random.nextInt(hello.length) : hello.length + random.nextInt(80);
    byte[] bytes = new byte[length];
    ByteBuffer.wrap(bytes).put(hello, 0, Math.min(hello.length, length));
    return bytes;
  }

  private static Socket greet(Peer peer, byte[] bytes) throws IOException {
    Socket socket = new Socket(InetAddress.getByName(peer.host()), peer.port());
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // The other side may close before all of it was said.
    }
    return socket;
  }
}
