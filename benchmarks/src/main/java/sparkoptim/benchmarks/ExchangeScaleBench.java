// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sparkoptim.benchmarks.ExchangeModel.Load;
import sparkoptim.benchmarks.ExchangeModel.Message;
import sparkoptim.benchmarks.ExchangeModel.Network;
import sparkoptim.benchmarks.ExchangeModel.Sample;
import sparkoptim.benchmarks.ExchangeNodes.Steps;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.ranks.Route;

/**
 * Measures a sum over 2 to 64 nodes in this JVM: the way that the product takes beside one hop, in
 * turn. What up to 16 nodes took then calibrates a model, which has to tell what 32 and 64 took on
 * the product's way, and tells what 512 machines would.
 */
final class ExchangeScaleBench {
  private static final int[] NODES = {2, 3, 4, 8, 16, 32, 64};
  private static final int[] DIMENSIONS = {123, 8192};
  private static final int MOST_CALIBRATING = 16;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 7;

  /** Messages and values of all nodes in a round: so it lasts some tenths of a second. */
  private static final double ROUND_WORK = 12_000;

  private static final double VALUES_OF_MESSAGE = 20_000;
  private static final double LATENCY = 50e-6;
  private static final Network SLOW = new Network(LATENCY, 10e9 / 8);
  private static final Network FAST = new Network(LATENCY, 100e9 / 8);

  private final List<Sample> calibrating = new ArrayList<>();
  private final List<Sample> predicted = new ArrayList<>();
  private final List<String> labelsOfPredicted = new ArrayList<>();

  /** Returns what was measured, then what the model tells. */
  List<BenchmarkResult> run(RunRecord record) {
    Recorder measured = new Recorder("exchange-nodes", record, "nodes", "d");
    for (int dimension : DIMENSIONS) {
      for (int nodes : NODES) {
        measured.add(measure(nodes, dimension));
      }
    }
    return List.of(measured.result(), model(record));
  }

  private Figure[] measure(int nodes, int dimension) {
    Layout layout = ExchangeNodes.layout(nodes, dimension);
    Load loadOfOneHop =
        ExchangeModel.load(ExchangeModel.schedule(layout, ExchangeScaleBench::oneHop));
    Load load = ExchangeModel.load(ExchangeModel.schedule(layout, null));
    try (ExchangeNodes all = new ExchangeNodes(nodes, dimension, ExchangeScaleBench::oneHop);
        ExchangeNodes few = new ExchangeNodes(nodes, dimension, null)) {
      List<Steps> cpuOfAll = new ArrayList<>();
      List<Steps> cpuOfFew = new ArrayList<>();
      Contestant<Steps> oneHop = contestant(all, steps(nodes, loadOfOneHop), cpuOfAll);
      Contestant<Steps> chosen = contestant(few, steps(nodes, load), cpuOfFew);
      InterleavedRounds.run(WARM_UP, ROUNDS, List.of(oneHop, chosen));
      double perStep = oneHop.result().count() / (double) chosen.result().count();
      double cpuAll = cpu(cpuOfAll, nodes);
      double cpuFew = cpu(cpuOfFew, nodes);
      keep(nodes, dimension, new Sample(nodes, loadOfOneHop, cpuAll, false), "one hop");
      keep(nodes, dimension, new Sample(nodes, load, cpuFew, true), "chosen way");
      boolean must = nodes == 64 && dimension == 123;
      return new Figure[] {
        figure("one hop", oneHop.median() / oneHop.result().count() * 1e6, "us", "%,.0f")
            .labels(labels(nodes, dimension)),
        figure("chosen way", chosen.median() / chosen.result().count() * 1e6, "us", "%,.0f")
            .better(Direction.LOWER)
            .spread(chosen.seconds().spread())
            .labels(labels(nodes, dimension)),
        Figure.ratio("one hop / chosen", InterleavedRounds.ratio(oneHop, chosen).times(1 / perStep))
            .must(must ? 8 : Double.NaN)
            .aim(must ? 15 : Double.NaN)
            .labels(labels(nodes, dimension)),
        figure("CPU of a node, one hop", cpuAll * 1e6, "us", "%,.0f")
            .labels(labels(nodes, dimension)),
        figure("CPU of a node", cpuFew * 1e6, "us", "%,.0f")
            .better(Direction.LOWER)
            .must(must ? 150 : Double.NaN)
            .aim(must ? 70 : Double.NaN)
            .labels(labels(nodes, dimension)),
        figure("links of a node", few.mostLinks(), Figure.COUNT, "%.0f")
            .better(Direction.LOWER)
            .labels(labels(nodes, dimension)),
        figure("direct memory of a node", few.directBytesOfNode() / 1e6, "MB", "%.2f")
            .labels(labels(nodes, dimension))
      };
    }
  }

  private static Route oneHop(int length) {
    return Route.ONE_HOP;
  }

  private static Figure figure(String name, double value, String unit, String pattern) {
    return Figure.of(name, value, unit, pattern);
  }

  private static String[] labels(int nodes, int dimension) {
    return new String[] {Integer.toString(nodes), String.format(Locale.ROOT, "%,d", dimension)};
  }

  private static int steps(int nodes, Load load) {
    double work = load.messages() + load.bytes() / Double.BYTES / VALUES_OF_MESSAGE;
    return (int) Math.max(2, Math.min(2_000, ROUND_WORK / (nodes * work)));
  }

  private static Contestant<Steps> contestant(ExchangeNodes nodes, int steps, List<Steps> cpu) {
    return new Contestant<>(
        () -> {
          Steps done = nodes.run(steps);
          cpu.add(done);
          return done;
        });
  }

  /** Returns the mean of the rounds that count, of a step and node: the clock is a coarse one. */
  private static double cpu(List<Steps> rounds, int nodes) {
    double seconds = 0;
    double steps = 0;
    for (Steps round : rounds.subList(WARM_UP, rounds.size())) {
      seconds += round.cpuSeconds();
      steps += round.count();
    }
    return seconds / steps / nodes;
  }

  private void keep(int nodes, int dimension, Sample sample, String way) {
    if (nodes <= MOST_CALIBRATING) {
      calibrating.add(sample);
    } else {
      predicted.add(sample);
      labelsOfPredicted.add(
          String.format(Locale.ROOT, "%d nodes, d = %,d, %s", nodes, dimension, way));
    }
  }

  private BenchmarkResult model(RunRecord record) {
    ExchangeModel model = ExchangeModel.fit(calibrating);
    Recorder recorder = new Recorder("exchange-model", record);
    recorder.add(figure("CPU of a message, fitted", model.message() * 1e6, "us", "%.1f"));
    recorder.add(figure("CPU of a KB, fitted", model.value() * 1e9, "us", "%.2f"));
    for (int i = 0; i < predicted.size(); i++) {
      Sample sample = predicted.get(i);
      double told = model.cpuSeconds(sample.load(), sample.nodes());
      recorder.add(
          figure(
                  "CPU of a node, error: " + labelsOfPredicted.get(i),
                  Math.abs(told / sample.cpuSeconds() - 1),
                  Figure.SHARE,
                  "%.2f")
              .better(Direction.LOWER)
              .must(sample.ours() ? 0.25 : Double.NaN)
              .details(
                  String.format(
                      Locale.ROOT,
                      "%,.0f us told, %,.0f measured",
                      told * 1e6,
                      sample.cpuSeconds() * 1e6)));
    }
    for (int nodes : new int[] {8, 64, 512, 1000}) {
      for (int dimension : DIMENSIONS) {
        simulate(model, nodes, dimension).forEach(recorder::add);
      }
    }
    return recorder.result();
  }

  private static List<Figure> simulate(ExchangeModel model, int nodes, int dimension) {
    Layout layout = ExchangeNodes.layout(nodes, dimension);
    List<List<Message>> oneHop = ExchangeModel.schedule(layout, ExchangeScaleBench::oneHop);
    List<List<Message>> chosen = ExchangeModel.schedule(layout, null);
    List<Figure> figures = new ArrayList<>();
    for (Network network : List.of(SLOW, FAST)) {
      double seconds = model.seconds(chosen, network);
      double bound = ExchangeModel.bound(nodes, dimension, network);
      boolean must = nodes == 512 && dimension == 8192;
      String name =
          String.format(
              Locale.ROOT,
              "%,d machines, d = %,d, %.0f Gb/s: step / bound",
              nodes,
              dimension,
              network.bandwidth() * 8e-9);
      figures.add(
          figure(name, seconds / bound, Figure.RATIO, "%.2f")
              .better(Direction.LOWER)
              .must(must ? 2 : Double.NaN)
              .aim(must ? 1.3 : Double.NaN)
              .details(
                  String.format(
                      Locale.ROOT,
                      "%.2f ms; one hop %.1f; bound %.2f",
                      seconds * 1e3,
                      model.seconds(oneHop, network) * 1e3,
                      bound * 1e3)));
    }
    return figures;
  }
}
