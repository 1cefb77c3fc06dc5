// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.Gradient;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.sharded.ShardedProblem;
import sparkoptim.core.testing.BatchNetwork;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.NoisyQuadratic;
import sparkoptim.core.testing.RealData;
import sparkoptim.core.testing.Rosenbrock;
import sparkoptim.core.testing.Saddle;
import sparkoptim.core.testing.SampleRows;
import sparkoptim.core.testing.WholeBatch;

/** The problems of the matrix: some hundred coordinates, so that four ranks hold something. */
final class Problems {
  private static final long STEPS = 160;
  private static final int ROWS = 7;
  private static final long SEED = 7;

  private Problems() {}

  /** Ill-conditioned, with gradient noise and an L2 penalty. */
  static Problem quadratic() {
    return quadratic("quadratic", 2);
  }

  /** The same without mini-batches: every step is an epoch. */
  static Problem epochs() {
    return quadratic("epochs", ROWS);
  }

  private static Problem quadratic(String name, int batch) {
    NoisyQuadratic quadratic = new NoisyQuadratic(ROWS, batch, 200, 0.01, 0, 5);
    double least = quadratic.total(quadratic.smoothOptimum());
    return quadratic(name, quadratic, least, 0.4);
  }

  /** The same under an L1 penalty, for the rules that have proximal steps. */
  static Problem lasso() {
    return quadratic("lasso", new NoisyQuadratic(ROWS, 2, 200, 0.01, 0.02, 5), 0, 0.5);
  }

  private static Problem quadratic(
      String name, NoisyQuadratic quadratic, double least, double factor) {
    double[] start = new double[quadratic.space().dimension()];
    double goal = least + factor * (quadratic.total(start) - least);
    return new Problem(
        name,
        List.of(() -> quadratic),
        start,
        STEPS,
        goal,
        quadratic::total,
        quadratic::fingerprint);
  }

  /** Generated sparse rows whose labels follow a linear model, with noise. */
  static Problem logistic() {
    return logistic("logistic", generated(66, 129, 0.1, 2));
  }

  /** The same rows under an elastic net, for the rules that have proximal steps. */
  static Problem elasticNet() {
    LinearCase linear = LinearCase.logistic().of(generated(66, 129, 0.1, 2));
    return logistic("elastic-net", linear.penalised(0.02).withL1(0.002));
  }

  /** The first rows of a9a; skipped where it is missing. Of four ranks, two hold nothing. */
  static Problem census() {
    return logistic("a9a", RealData.libsvm("a9a.libsvm", 100, 123));
  }

  /** Rows whose label is in which of as many ranges a linear model's margin lies. */
  private static SampleRows generated(int rows, int width, double density, int classes) {
    SampleRows sample = SampleRows.random(rows, width, classes, density, SEED);
    double[] model = new Random(SEED).doubles(width, -2, 2).toArray();
    Random noise = new Random(SEED + 1);
    for (int i = 0; i < rows; i++) {
      double margin = noise.nextGaussian() / 2;
      for (int j = 0; j < width; j++) {
        margin += model[j] * sample.features()[i][j];
      }
      double label = Math.floor(margin / 3 + classes / 2.0);
      sample.labels()[i] = Math.min(Math.max(label, 0), classes - 1);
    }
    return sample;
  }

  /** In mini-batches, and whole for the rules that take passes. */
  private static Problem logistic(String name, SampleRows rows) {
    return logistic(name, LinearCase.logistic().of(rows).penalised(0.02));
  }

  private static Problem logistic(String name, LinearCase linear) {
    LinearProblem problem = linear.problem();
    List<List<Block>> blocks = linear.blocks();
    Supplier<StochasticObjective> batches = () -> linear.objective(problem, blocks, 20);
    Supplier<StochasticObjective> whole = () -> linear.objective(problem, blocks, 0);
    double[] start = new double[problem.dimension()];
    NaiveLinear naive = new NaiveLinear(linear);
    return new Problem(
        name,
        List.of(batches, whole),
        start,
        STEPS,
        0.7 * naive.loss(start),
        naive::loss,
        () -> fingerprint(blocks));
  }

  /** A network with one hidden layer over generated dense rows of three classes. */
  static Problem perceptron() {
    SampleRows rows = generated(60, 20, 1, 3);
    Layers layers = Layers.of(Activation.TANH, OutputLoss.SOFTMAX, 20, 10, 3);
    Perceptron perceptron =
        new Perceptron(
            layers, Precision.DOUBLE, Backend.JAVA, rows.size(), rows.weight(), 4, 0.001, SEED);
    List<List<Block>> blocks = rows.deal(4, false);
    ToDoubleFunction<double[]> loss =
        point -> {
          Gradient gradient = new Gradient(point.length);
          return objective(perceptron, blocks).full().evaluate(point, gradient);
        };
    double[] start = layers.initial(SEED);
    return new Problem(
        "perceptron",
        List.of(() -> objective(perceptron, blocks)),
        start,
        STEPS,
        0.7 * loss.applyAsDouble(start),
        loss,
        () -> fingerprint(blocks));
  }

  /** A network with batch normalization: gradients depend on which rows come together. */
  static Problem batchNorm() {
    return batchNetwork("batch-norm", BatchNetwork.Kind.NORM);
  }

  /** A network with dropout: gradients depend on draws, which are a mini-batch's own. */
  static Problem dropout() {
    return batchNetwork("dropout", BatchNetwork.Kind.DROPOUT);
  }

  private static Problem batchNetwork(String name, BatchNetwork.Kind kind) {
    SampleRows rows = generated(60, 20, 1, 2);
    BatchNetwork network = new BatchNetwork(kind, 20, 8, rows.size(), rows.weight(), 4);
    List<List<Block>> blocks = rows.deal(4, false);
    ToDoubleFunction<double[]> loss =
        point -> objective(network, blocks).full().evaluate(point, new Gradient(point.length));
    double[] start = network.initial();
    return new Problem(
        name,
        List.of(() -> objective(network, blocks)),
        start,
        STEPS,
        0.7 * loss.applyAsDouble(start),
        loss,
        () -> fingerprint(blocks));
  }

  private static StochasticObjective objective(ShardedProblem problem, List<List<Block>> blocks) {
    List<ShardFunction> shards = new ArrayList<>();
    for (int shard = 0; shard < blocks.size(); shard++) {
      shards.add(problem.shard(shard, blocks.get(shard), true));
    }
    LocalCollective collective = new LocalCollective(shards, problem.dimension());
    return new ShardedObjective(problem, collective, 16);
  }

  private static int fingerprint(List<List<Block>> blocks) {
    int hash = 0;
    for (List<Block> shard : blocks) {
      for (Block block : shard) {
        hash = 31 * hash + Arrays.hashCode(block.values.doubles());
        hash =
            31 * hash + Arrays.hashCode(block.sparse() ? block.columns.ints(block.offsets) : null);
        hash = 31 * hash + Arrays.hashCode(block.labels);
        hash = 31 * hash + Arrays.hashCode(block.weights);
      }
    }
    return hash;
  }

  /** A narrow curved valley, from its far end. */
  static Problem rosenbrock() {
    return function("rosenbrock", new Rosenbrock(), new double[] {-1.2, 1}, 6);
  }

  /** A start near a saddle, which runs leave. */
  static Problem saddle() {
    return function("saddle", new Saddle(), new double[] {0.1, 0.1}, -0.2);
  }

  private static Problem function(String name, WholeBatch whole, double[] start, double goal) {
    ToDoubleFunction<double[]> loss = point -> whole.evaluate(point, new Gradient(point.length));
    return new Problem(name, List.of(() -> whole), start, STEPS, goal, loss, () -> 0);
  }
}
