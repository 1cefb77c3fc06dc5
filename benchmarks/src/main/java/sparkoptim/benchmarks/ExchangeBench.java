package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Locale;
import sparkoptim.benchmarks.ExchangeSide.Result;
import sparkoptim.benchmarks.ExchangeSide.Size;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.Pass;

/**
 * Sums of two vectors that stand in two processes of this machine: over a link, beside a plain pair
 * of sockets that moves the same bytes, and over Spark's transport with encryption. At the largest
 * dimension a link must have at least {@link #LEAST_SHARE} of the plain pair's speed.
 */
final class ExchangeBench {
  private static final double LEAST_SHARE = 0.5;

  private ExchangeBench() {}

  static boolean run() {
    try (ExchangePartner partner = new ExchangePartner();
        ExchangePort sockets = ExchangePort.overSockets(ExchangeSide.HOST);
        ServerSocketChannel plain = ServerSocketChannel.open()) {
      String secret = ExchangeSide.newSecret();
      try (ExchangePort transport = ExchangeSide.encryptedPort(secret)) {
        plain.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int plainPort = ((InetSocketAddress) plain.getLocalAddress()).getPort();
        Pass pass = Pass.random("bench");
        List<Integer> ports = partner.start(new ExchangePartner.Start(pass, secret, plainPort));
        try (ExchangeSide side =
            ExchangeSide.connect(0, pass, sockets, transport, ports, plain.accept())) {
          return table(side);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean table(ExchangeSide side) {
    System.out.println(
        "| values | one hop (us) | two hops (us) | GB/s | plain pair (us) | plain / two hops "
            + "| Spark's transport, encrypted (us) |");
    System.out.println("|---|---|---|---|---|---|---|");
    double share = 0;
    for (Size size : ExchangeSide.SIZES) {
      share = row(size, side.measure(size));
    }
    return share >= LEAST_SHARE;
  }

  private static double row(Size size, Result result) {
    double share = Rounds.ratio(result.plain(), result.twoHops());
    double twoHops = microseconds(result.twoHops(), size.exchanges());
    System.out.printf(
        Locale.ROOT,
        "| %,d | %,.0f | %,.0f | %.2f | %,.0f | **%.2f** | %,.0f |%n",
        size.dimension(),
        microseconds(result.oneHop(), size.exchanges()),
        twoHops,
        size.dimension() * (double) Double.BYTES / twoHops / 1e3,
        microseconds(result.plain(), size.exchanges()),
        share,
        microseconds(result.overSpark(), size.exchangesOverSpark()));
    return share;
  }

  private static double microseconds(Rounds.Contestant<?> contestant, int exchanges) {
    return contestant.median() / exchanges * 1e6;
  }
}
