// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import scala.Option;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.Link;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.exchange.WaitLimit;
import sparkoptim.engine.exchange.WireFormat;

/**
 * One of the two processes of {@link ExchangeBench}: both do the same at the same time, one of them
 * looks at the clock.
 */
final class ExchangeSide implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  private static final WaitLimit WAIT_LIMIT = new WaitLimit(Duration.ofSeconds(60), () -> false);

  /** The rounds that do not count, then rounds that do. */
  private static final int WARM_UP = 4;

  private static final int ROUNDS = 11;

  /** One dimension, and how many exchanges of it a round has. */
  record Size(int dimension, int exchanges, int exchangesOverSpark) {}

  /** What was measured of one dimension; the plain pair made as many exchanges as the links. */
  record Result(
      Contestant<Double> oneHop,
      Contestant<Double> twoHops,
      Contestant<Double> plain,
      Contestant<Double> overSpark) {}

  static final List<Size> SIZES =
      List.of(
          new Size(128, 2_000, 200),
          new Size(10_000, 500, 100),
          new Size(1_000_000, 20, 2),
          new Size(10_000_000, 2, 1));

  private final int node;
  private final Link sockets;
  private final Link transport;
  private final PlainPair plain;

  private ExchangeSide(int node, Link sockets, Link transport, PlainPair plain) {
    this.node = node;
    this.sockets = sockets;
    this.transport = transport;
    this.plain = plain;
  }

  static String newSecret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns a port over Spark's transport with authentication and encryption on. */
  static ExchangePort encryptedPort(String secret) throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.app.id", "exchange-bench")
            .set("spark.authenticate", "true")
            .set("spark.authenticate.secret", secret)
            .set("spark.network.crypto.enabled", "true");
    return ExchangePort.overSpark(
        HOST,
        conf,
        new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3()));
  }

  /**
   * Connects with the other process.
   *
   * @param ports of node 1, which node 0 dials: of sockets, and of Spark's transport
   */
  static ExchangeSide connect(
      int node,
      RoundToken token,
      ExchangePort sockets,
      ExchangePort transport,
      List<Integer> ports,
      SocketChannel plain)
      throws IOException {
    int mostBytes = SIZES.get(SIZES.size() - 1).dimension() / 2 * Double.BYTES;
    return new ExchangeSide(
        node,
        link(node, token, sockets, ports.get(0)),
        link(node, token, transport, ports.get(1)),
        new PlainPair(plain, mostBytes));
  }

  private static Link link(int node, RoundToken token, ExchangePort port, int portOfNodeOne)
      throws IOException {
    List<Peer> peers = List.of(new Peer("0", HOST, 0), new Peer("1", HOST, portOfNodeOne));
    return port.connect(token, node, peers, WireFormat.DOUBLE, WAIT_LIMIT)[1 - node];
  }

  Result measure(Size size) {
    int dimension = size.dimension();
    double[] values = values(node, dimension);
    double[] received = new double[dimension];
    double[] sum = new double[dimension];
    int repeats = size.exchanges();
    var oneHop =
        new Contestant<Double>(() -> repeat(repeats, () -> oneHop(sockets, values, received, sum)));
    var twoHops =
        new Contestant<Double>(
            () -> repeat(repeats, () -> twoHops(sockets, values, received, sum)));
    var bytes =
        new Contestant<Double>(
            () ->
                repeat(
                    repeats,
                    () -> {
                      plain.sendReceive(dimension / 2 * Double.BYTES);
                      plain.sendReceive(dimension / 2 * Double.BYTES);
                    }));
    var overSpark =
        new Contestant<Double>(
            () ->
                repeat(size.exchangesOverSpark(), () -> twoHops(transport, values, received, sum)));
    InterleavedRounds.run(WARM_UP, ROUNDS, List.of(oneHop, twoHops, bytes, overSpark));
    check(sum);
    return new Result(oneHop, twoHops, bytes, overSpark);
  }

  /** Each sends all and adds what it gets. */
  private static void oneHop(Link link, double[] values, double[] received, double[] sum)
      throws IOException {
    link.sendReceive(values, 0, values.length, received, 0, values.length);
    add(values, received, sum, 0, values.length);
  }

  /** Reduce-scatter, then all-gather: each adds its own half and gets the other one added. */
  private void twoHops(Link link, double[] values, double[] received, double[] sum)
      throws IOException {
    int half = values.length / 2;
    int own = node * half;
    int other = half - own;
    link.sendReceive(values, other, half, received, own, half);
    add(values, received, sum, own, own + half);
    link.sendReceive(sum, own, half, sum, other, half);
  }

  private static void add(double[] left, double[] right, double[] sum, int from, int to) {
    for (int i = from; i < to; i++) {
      sum[i] = left[i] + right[i];
    }
  }

  private static double[] values(int node, int dimension) {
    return new SplittableRandom(node).doubles(dimension).toArray();
  }

  private static void check(double[] sum) {
    double[] mine = values(0, sum.length);
    double[] theirs = values(1, sum.length);
    for (int i = 0; i < sum.length; i++) {
      if (sum[i] != mine[i] + theirs[i]) {
        throw new IllegalStateException("the sum is wrong at " + i);
      }
    }
  }

  /** Something that the other process does too. */
  private interface Exchange {
    void run() throws IOException;
  }

  private static double repeat(int times, Exchange exchange) {
    try {
      for (int i = 0; i < times; i++) {
        exchange.run();
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    sockets.close();
    transport.close();
    plain.close();
  }
}
