// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import sparkoptim.benchmarks.InterleavedRounds.Contestant;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.Gradient;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * Images per second in gradients of mini-batches of a perceptron 784-256-10 on one thread, ours and
 * numpy's. All that must hold is that both have the same gradient; the aim is numpy's speed.
 */
final class PerceptronBench {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 15;
  private static final int BATCH = 128;
  private static final int BATCHES = 100;
  private static final Layers LAYERS = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 784, 256, 10);

  private final Images images;

  /**
   * The argument is a folder with train-images-idx3-ubyte and train-labels-idx1-ubyte; without it
   * images are generated.
   */
  PerceptronBench(List<String> arguments) {
    int rows = BATCH * BATCHES;
    images =
        arguments.isEmpty()
            ? Images.generated(rows, LAYERS.inputs(0), LAYERS.outputs())
            : Images.mnist(Path.of(arguments.get(0)), rows, LAYERS.inputs(0));
  }

  BenchmarkResult run(RunRecord record) {
    try {
      Path folder = Files.createTempDirectory("perceptron");
      try {
        return run(record, folder);
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BenchmarkResult run(RunRecord record, Path folder) throws IOException {
    double[] point = LAYERS.initial(1);
    write(folder.resolve("rows"), images.block().values.doubles());
    write(folder.resolve("labels"), images.block().labels);
    write(folder.resolve("point"), point);
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    LAYERS.sizes().forEach(size -> arguments.add(size.toString()));
    arguments.add(Integer.toString(BATCH));
    try (PythonPeer numpy = new PythonPeer("perceptron_numpy.py", folder, arguments)) {
      Recorder recorder =
          new Recorder(
              "perceptron",
              record.withVersion("peer", numpy.ask("about")),
              "data, precision",
              "backend");
      for (Precision precision : Precision.values()) {
        run(recorder, precision, numpy, point, folder.resolve("gradient"));
      }
      return recorder.result();
    }
  }

  private void run(
      Recorder recorder, Precision precision, PythonPeer numpy, double[] point, Path file)
      throws IOException {
    numpy.ask("check " + precision + " " + file);
    double[] expected = read(file, point.length);
    Contestant<String> theirs =
        new Contestant<>(() -> numpy.ask("epoch " + precision + " " + BATCHES));
    List<Backend> backends =
        Stream.of(Backend.NATIVE, Backend.JAVA).filter(Backend::available).toList();
    List<Contestant<Double>> ours = new ArrayList<>();
    List<Contestant<?>> all = new ArrayList<>();
    for (Backend backend : backends) {
      ours.add(contestant(objective(precision, backend), point));
    }
    all.addAll(ours);
    all.add(theirs);
    InterleavedRounds.run(WARM_UP, ROUNDS, all);
    for (int i = 0; i < ours.size(); i++) {
      Gradient gradient = new Gradient(point.length);
      objective(precision, backends.get(i)).full().evaluate(point, gradient);
      double difference = difference(gradient.values, expected);
      recorder.add(figures(precision, backends.get(i), ours.get(i), theirs, difference));
    }
  }

  private Figure[] figures(
      Precision precision,
      Backend backend,
      Contestant<?> ours,
      Contestant<?> theirs,
      double difference) {
    double count = (double) BATCH * BATCHES;
    String data = images.name() + ", " + precision.name().toLowerCase(Locale.ROOT);
    return Stream.of(
            Figure.of("ours", count / ours.median(), "images/s", "%,.0f")
                .better(Direction.HIGHER)
                .spread(ours.seconds().spread()),
            Figure.of("numpy", count / theirs.median(), "images/s", "%,.0f")
                .spread(theirs.seconds().spread()),
            Figure.ratio("ours / numpy", InterleavedRounds.ratio(theirs, ours)).aim(1),
            Figure.of("gradients differ by", difference, Figure.GAP, "%.1e")
                .better(Direction.LOWER)
                .must(precision == Precision.DOUBLE ? 1e-12 : 1e-4))
        .map(figure -> figure.labels(data, backend.description()))
        .toArray(Figure[]::new);
  }

  /** One epoch a round, each in an order of its own. */
  private static Contestant<Double> contestant(ShardedObjective objective, double[] point) {
    Gradient gradient = new Gradient(point.length);
    long[] step = {0};
    return new Contestant<>(
        () -> {
          double loss = 0;
          for (int k = 0; k < BATCHES; k++) {
            loss += objective.batch(step[0]++).evaluate(point, gradient);
          }
          return loss;
        });
  }

  private ShardedObjective objective(Precision precision, Backend backend) {
    int rows = images.block().rows();
    Perceptron problem = new Perceptron(LAYERS, precision, backend, rows, rows, 1, 0, 1);
    LocalCollective collective =
        new LocalCollective(
            List.of(problem.shard(0, List.of(images.block()), true)), problem.dimension());
    return new ShardedObjective(problem, collective, BATCH);
  }

  /** Returns the largest difference, relative to the largest value. */
  private static double difference(double[] values, double[] expected) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      difference = Math.max(difference, Math.abs(values[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference / largest;
  }

  private static void write(Path file, double[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asDoubleBuffer().put(values);
    Files.write(file, buffer.array());
  }

  private static double[] read(Path file, int length) throws IOException {
    double[] values = new double[length];
    ByteBuffer.wrap(Files.readAllBytes(file))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(values);
    return values;
  }
}
