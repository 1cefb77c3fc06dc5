// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardedObjective;

/**
 * Variance reduction over layers whose gradients depend on the batch or on a draw: over an epoch,
 * corrections have the mean 0.
 */
final class BatchDependenceTest {
  private static final int WIDTH = 6;
  private static final int CLASSES = 3;
  private static final int ROWS = 61;

  /** The rounding of sums of a hundred terms, through two layers in double. */
  private static final double ROUNDING = 1e-6;

  private static Network<Double> network(String layers) {
    SampleNetworks<Double> made = SampleNetworks.doubles();
    return SampleNetworks.seeded(
        () -> {
          List<Object> all = new ArrayList<>();
          if (layers.contains("norm first")) {
            all.add(made.batchNorm(WIDTH));
          }
          all.add(made.linear(WIDTH, 8));
          if (layers.contains("norm within")) {
            all.add(made.batchNorm(8));
          }
          all.add(made.relu());
          if (layers.contains("dropout")) {
            all.add(made.dropout(0.5));
          }
          all.add(made.linear(8, CLASSES));
          all.add(made.logSoftMax());
          return made.classifier(new int[] {WIDTH}, made.sequential(all.toArray()));
        });
  }

  private static ShardedObjective objective(Network<Double> network, int shards, long batchSize) {
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, shards, false);
    int micro = NetworkProblem.microBatch(ROWS, shards, batchSize);
    return SampleNetworks.objective(SampleNetworks.problem(network, rows, micro), rows, batchSize);
  }

  private static double[] start(Network<?> network) {
    double[] point = network.point();
    for (int i = 0; i < point.length; i++) {
      point[i] += 0.1 * Math.sin(i);
    }
    return point;
  }

  /** The point after an epoch of plain steps. */
  private static double[] epochLater(ShardedObjective objective, double[] from) {
    Loop loop =
        new Loop(
            OptimMethod.parse("sgd + constant(0.3)"),
            objective,
            objective.stepsPerEpoch(),
            0,
            from);
    loop.forEachRemaining(step -> {});
    return loop.query().clone();
  }

  /** Returns the mean over an epoch's mini-batches, by their rows, of the plain gradients. */
  private static double[] mean(ShardedObjective objective, long first, double[] x) {
    double[] mean = new double[x.length];
    Gradient gradient = new Gradient(x.length);
    for (long k = 0; k < objective.stepsPerEpoch(); k++) {
      objective.batch(first + k).evaluate(x, gradient);
      double share = (double) objective.batch(first + k).rows() / ROWS;
      for (int i = 0; i < mean.length; i++) {
        mean[i] += share * gradient.values[i];
      }
    }
    return mean;
  }

  private static double relative(double[] value, double[] expected) {
    double apart = 0;
    double norm = 0;
    for (int i = 0; i < value.length; i++) {
      apart += Math.pow(value[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(apart / norm);
  }

  private static GradientEstimator.Run run(String estimator, ShardedObjective objective) {
    long steps = 4 * objective.stepsPerEpoch();
    RunContext context =
        new RunContext(
            new WholeSpace(objective.space().dimension()),
            new Plan(objective.stepsPerEpoch(), steps, 1),
            Prox.NONE,
            null);
    return OptimMethod.parse(estimator + " + sgd").estimator().start(context, objective);
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String layers :
        List.of(
            "dense", "norm first", "norm first, norm within", "dropout", "norm first, dropout")) {
      for (int batchSize : new int[] {10, 16, 61}) {
        for (String estimator :
            List.of("svrg", "alpha-svrg(1)", "alpha-svrg(1, every=200)", "l-svrg(1e-9)")) {
          cases.add(Arguments.of(layers, batchSize, estimator));
        }
      }
    }
    return cases.stream();
  }

  /** The snapshot is taken at the start of epoch 0, and the run is in epoch 0, 1 or 2. */
  @ParameterizedTest(name = "{0}, batch {1}, {2}")
  @MethodSource("cases")
  void corrections_overAnEpoch_haveMean0(String layers, int batchSize, String estimator) {
    Network<Double> network = network(layers);
    ShardedObjective objective = objective(network, 2, batchSize);
    double[] start = start(network);
    double[] x = epochLater(objective, start);
    GradientEstimator.Run run = run(estimator, objective);
    run.begin(0, start);
    int epochs = estimator.contains("every=200") || estimator.contains("l-svrg") ? 3 : 1;
    for (int epoch = 0; epoch < epochs; epoch++) {
      long first = epoch * objective.stepsPerEpoch();
      double[] corrected = new double[x.length];
      Gradient gradient = new Gradient(x.length);
      for (long k = 0; k < objective.stepsPerEpoch(); k++) {
        if (first + k > 0) {
          run.begin(first + k, x);
        }
        run.evaluate(x, gradient);
        double share = (double) objective.batch(first + k).rows() / ROWS;
        for (int i = 0; i < x.length; i++) {
          corrected[i] += share * gradient.values[i];
        }
      }
      assertThat(relative(corrected, mean(objective, first, x)))
          .as("epoch %d", epoch)
          .isLessThan(ROUNDING);
    }
  }

  /**
   * What the old code took for the full gradient: all rows in storage order, with draws of theirs.
   */
  @ParameterizedTest
  @CsvSource({
    "'norm first, norm within', 10, true",
    "'norm first, norm within', 16, true",
    "dropout, 10, true",
    "dropout, 16, true",
    "dense, 16, false"
  })
  void fullGradient_inStorageOrder_isAnotherOne(String layers, int batchSize, boolean biased) {
    Network<Double> network = network(layers);
    ShardedObjective objective = objective(network, 2, batchSize);
    double[] x = epochLater(objective, start(network));
    Gradient inStorageOrder = new Gradient(x.length);
    objective.full().evaluate(x, inStorageOrder);
    double[] mean = mean(objective, 0, x);
    double bias = relative(inStorageOrder.values, mean);
    if (biased) {
      assertThat(bias).isGreaterThan(0.1);
    } else {
      assertThat(bias).isLessThan(ROUNDING);
    }
    Snapshot snapshot = new Snapshot(x.length);
    System.arraycopy(x, 0, snapshot.point, 0, x.length);
    snapshot.step = objective.stepsPerEpoch() - 1;
    objective.fullGradient(snapshot);
    assertThat(relative(snapshot.gradient, mean)).isLessThan(ROUNDING);
  }

  /** A recursion begins at the mean over its epoch's mini-batches. */
  @Test
  void sarah_begins_withTheMeanOverItsEpochsBatches() {
    Network<Double> network = network("norm first, dropout");
    ShardedObjective objective = objective(network, 2, 16);
    double[] x = start(network);
    GradientEstimator.Run run = run("sarah", objective);
    long first = 2 * objective.stepsPerEpoch();
    run.begin(first, x);
    Gradient gradient = new Gradient(x.length);
    run.evaluate(x, gradient);
    assertThat(relative(gradient.values, mean(objective, first, x))).isLessThan(ROUNDING);
  }

  /** A coin that falls in the midst of an epoch renews by that epoch. */
  @Test
  void looplessSvrg_renewedWithinAnEpoch_hasMean0InItsRest() {
    Network<Double> network = network("norm first, dropout");
    ShardedObjective objective = objective(network, 2, 16);
    double[] start = start(network);
    GradientEstimator.Run run = run("l-svrg(1)", objective);
    long first = objective.stepsPerEpoch();
    run.begin(0, start);
    Gradient gradient = new Gradient(start.length);
    run.evaluate(start, gradient);
    run.begin(first + 1, start);
    run.evaluate(start, gradient);
    assertThat(run.snapshot().step / objective.stepsPerEpoch()).isEqualTo(1);
    assertThat(relative(run.snapshot().gradient, mean(objective, first, start)))
        .isLessThan(ROUNDING);
  }

  /**
   * The full gradient of a run that goes back to an earlier snapshot is of the coming epoch, too.
   */
  @Test
  void loop_backAtAnEarlierSnapshot_takesItsGradientByTheComingEpoch() {
    Network<Double> network = network("dropout");
    ShardedObjective objective = objective(network, 2, 16);
    long epoch = objective.stepsPerEpoch();
    Loop loop =
        new Loop(OptimMethod.parse("svrg + sgd + bb(50)"), objective, 3 * epoch, 0, start(network));
    for (long k = 0; k < epoch; k++) {
      loop.next();
    }
    double[] before = loop.snapshot().point.clone();
    assertThat(loop.begin()).isTrue();
    assertThat(loop.snapshot().point).as("went back").isEqualTo(before);
    assertThat(relative(loop.snapshot().gradient, mean(objective, epoch, before)))
        .isLessThan(ROUNDING);
  }

  @Test
  void offers_networks_sayWhetherGradientsDependOnTheBatch() {
    assertThat(objective(network("dense"), 1, 10).offers()).isEmpty();
    assertThat(objective(network("dropout"), 1, 10).offers())
        .isEqualTo(Set.of(Capability.BATCH_DEPENDENT));
    assertThat(objective(network("norm within"), 1, 10).offers())
        .isEqualTo(Set.of(Capability.BATCH_DEPENDENT));
    assertThat(objective(SampleNetworks.doubles().perceptron(WIDTH, 5, CLASSES), 1, 10).offers())
        .isEmpty();
  }

  /** A snapshot for several epochs has its gradient taken anew in each, which is counted. */
  @Test
  void passes_snapshotForManyEpochs_countsAFullGradientEach() {
    OptimMethod rare = OptimMethod.parse("alpha-svrg(1, every=200) + sgd");
    assertThat(rare.passesPerEpoch(Set.of(), 20)).isEqualTo(2.1);
    assertThat(rare.passesPerEpoch(Set.of(Capability.BATCH_DEPENDENT), 20)).isEqualTo(3);
    OptimMethod coin = OptimMethod.parse("l-svrg + sgd");
    assertThat(coin.passesPerEpoch(Set.of(Capability.BATCH_DEPENDENT), 20)).isEqualTo(4);
  }
}
