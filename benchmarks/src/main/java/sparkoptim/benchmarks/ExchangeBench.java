// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import sparkoptim.benchmarks.ExchangeSide.Result;
import sparkoptim.benchmarks.ExchangeSide.Size;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RoundSample;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.RoundToken;

/**
 * Measures sums of two vectors in two processes of this machine: over a link, beside a plain pair
 * of sockets that moves the same bytes, and over Spark's transport with encryption. At the largest
 * dimension a link must have at least {@link #LEAST_SHARE} of the plain pair's speed.
 */
final class ExchangeBench {
  private static final double LEAST_SHARE = 0.5;
  private static final double AIM = 0.8;

  private ExchangeBench() {}

  static BenchmarkResult run(RunRecord record) {
    Recorder recorder = new Recorder("exchange", record, "values");
    measure((size, result) -> recorder.add(figures(size, result)));
    return recorder.result();
  }

  /** The row of an engine's table: two hops of the largest dimension. */
  static Figure ofLargest() {
    List<RoundSample> ratios = new ArrayList<>();
    measure(
        (size, result) -> ratios.add(InterleavedRounds.ratio(result.plain(), result.twoHops())));
    return Figure.ratio(
            "reduce-scatter + all-gather of 1e7 doubles between two processes / a plain socket"
                + " pair",
            ratios.get(ratios.size() - 1))
        .must(LEAST_SHARE)
        .aim(AIM);
  }

  private static void measure(BiConsumer<Size, Result> results) {
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
          ExchangeSide.SIZES.forEach(size -> results.accept(size, side.measure(size)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only the largest dimension has a limit: others are of the latency of two processes. */
  private static Figure[] figures(Size size, Result result) {
    String label = String.format(Locale.ROOT, "%,d", size.dimension());
    boolean largest = size.equals(ExchangeSide.SIZES.get(ExchangeSide.SIZES.size() - 1));
    double twoHops = microseconds(result.twoHops(), size.exchanges());
    double speed = size.dimension() * (double) Double.BYTES / twoHops / 1e3;
    return new Figure[] {
      time("one hop", result.oneHop(), size.exchanges()).better(Direction.LOWER).labels(label),
      time("two hops", result.twoHops(), size.exchanges()).better(Direction.LOWER).labels(label),
      Figure.of("speed of two hops", speed, "GB/s", "%.2f").labels(label),
      time("plain pair", result.plain(), size.exchanges()).labels(label),
      Figure.ratio("plain / two hops", InterleavedRounds.ratio(result.plain(), result.twoHops()))
          .must(largest ? LEAST_SHARE : Double.NaN)
          .aim(largest ? AIM : Double.NaN)
          .labels(label),
      time("Spark's transport, encrypted", result.overSpark(), size.exchangesOverSpark())
          .labels(label)
    };
  }

  private static Figure time(String name, Contestant<?> contestant, int exchanges) {
    return Figure.of(name, microseconds(contestant, exchanges), "us", "%,.0f")
        .spread(contestant.seconds().spread());
  }

  private static double microseconds(Contestant<?> contestant, int exchanges) {
    return contestant.median() / exchanges * 1e6;
  }
}
