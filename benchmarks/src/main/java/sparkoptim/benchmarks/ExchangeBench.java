package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import sparkoptim.benchmarks.ExchangeSide.Result;
import sparkoptim.benchmarks.ExchangeSide.Size;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.RoundToken;

/**
 * Sums of two vectors that stand in two processes of this machine: over a link, beside a plain pair
 * of sockets that moves the same bytes, and over Spark's transport with encryption. At the largest
 * dimension a link must have at least {@link #LEAST_SHARE} of the plain pair's speed.
 */
final class ExchangeBench {
  private static final double LEAST_SHARE = 0.5;

  private ExchangeBench() {}

  static boolean run() {
    return share(System.out::println) >= LEAST_SHARE;
  }

  /** The row of an engine's table. */
  static Measure measure() {
    List<String> rows = new ArrayList<>();
    double share = share(rows::add);
    return new Measure(
        "reduce-scatter + all-gather of 1e7 doubles between two processes / a plain socket pair",
        share,
        LEAST_SHARE,
        0.8,
        "");
  }

  private static double share(Consumer<String> lines) {
    try (ExchangePartner partner = new ExchangePartner();
        ExchangePort sockets = ExchangePort.overSockets(ExchangeSide.HOST);
        ServerSocketChannel plain = ServerSocketChannel.open()) {
      String secret = ExchangeSide.newSecret();
      try (ExchangePort transport = ExchangeSide.encryptedPort(secret)) {
        plain.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int plainPort = ((InetSocketAddress) plain.getLocalAddress()).getPort();
        RoundToken token = RoundToken.random("bench");
        List<Integer> ports = partner.start(new ExchangePartner.Start(token, secret, plainPort));
        try (ExchangeSide side =
            ExchangeSide.connect(0, token, sockets, transport, ports, plain.accept())) {
          return table(side, lines);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double table(ExchangeSide side, Consumer<String> lines) {
    lines.accept(
        "| values | one hop (us) | two hops (us) | GB/s | plain pair (us) | plain / two hops "
            + "| Spark's transport, encrypted (us) |");
    lines.accept("|---|---|---|---|---|---|---|");
    double share = 0;
    for (Size size : ExchangeSide.SIZES) {
      share = row(size, side.measure(size), lines);
    }
    return share;
  }

  private static double row(Size size, Result result, Consumer<String> lines) {
    double share = InterleavedRounds.ratio(result.plain(), result.twoHops());
    double twoHops = microseconds(result.twoHops(), size.exchanges());
    String line =
        String.format(
            Locale.ROOT,
            "| %,d | %,.0f | %,.0f | %.2f | %,.0f | **%.2f** | %,.0f |",
            size.dimension(),
            microseconds(result.oneHop(), size.exchanges()),
            twoHops,
            size.dimension() * (double) Double.BYTES / twoHops / 1e3,
            microseconds(result.plain(), size.exchanges()),
            share,
            microseconds(result.overSpark(), size.exchangesOverSpark()));
    lines.accept(line);
    return share;
  }

  private static double microseconds(InterleavedRounds.Contestant<?> contestant, int exchanges) {
    return contestant.median() / exchanges * 1e6;
  }
}
