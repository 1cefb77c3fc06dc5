// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.utils.RandomGenerator$;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;

final class NetworkProblemTest {
  /** The rounding of sums of a hundred terms around 1, through two layers. */
  private static final double ROUNDING = 1e-12;

  private static final int ROWS = 61;
  private static final int WIDTH = 6;
  private static final int CLASSES = 3;

  private record Evaluation(double loss, double[] gradient) {
    static Evaluation of(Objective objective, double[] point) {
      Gradient gradient = new Gradient(point.length);
      double loss = objective.evaluate(point, gradient);
      return new Evaluation(loss, gradient.values.clone());
    }
  }

  private static double[] point(Network<?> network) {
    double[] point = network.point();
    for (int i = 0; i < point.length; i++) {
      point[i] += 0.1 * Math.sin(i);
    }
    return point;
  }

  /** The same network and rows as core's perceptron, whose labels begin at 0. */
  private static ShardedObjective perceptron(List<List<Block>> shards, long batchSize) {
    Layers layers = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, WIDTH, 5, CLASSES);
    Perceptron problem =
        new Perceptron(layers, Precision.DOUBLE, Backend.JAVA, ROWS, ROWS, shards.size(), 0, 3);
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      Block block = shards.get(shard).get(0);
      double[] labels = block.labels.clone();
      for (int i = 0; i < labels.length; i++) {
        labels[i]--;
      }
      Block fromZero =
          new Block(
              shard,
              0,
              block.width,
              labels,
              null,
              block.offsets,
              block.sparse() ? block.columns.ints(block.offsets) : null,
              block.values.doubles());
      functions.add(problem.shard(shard, List.of(fromZero), true));
    }
    return new ShardedObjective(
        problem, new LocalCollective(functions, problem.dimension()), batchSize);
  }

  @ParameterizedTest
  @CsvSource({"1, 256, false", "2, 7, false", "4, 5, true"})
  void evaluate_denseLayers_isWhatCoresPerceptronSays(int shards, int microBatch, boolean sparse) {
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, shards, sparse);
    Network<Double> network = SampleNetworks.doubles().perceptron(WIDTH, 5, CLASSES);
    NetworkProblem<Double> problem = SampleNetworks.problem(network, rows, microBatch);
    double[] point = point(network);
    ShardedObjective ours = SampleNetworks.objective(problem, rows, 10);
    ShardedObjective cores = perceptron(rows, 10);
    for (int step = 0; step < 9; step++) {
      assertClose(Evaluation.of(ours.batch(step), point), Evaluation.of(cores.batch(step), point));
    }
    assertClose(Evaluation.of(ours.full(), point), Evaluation.of(cores.full(), point));
  }

  private static void assertClose(Evaluation value, Evaluation expected) {
    assertThat(value.loss()).isCloseTo(expected.loss(), within(ROUNDING));
    assertThat(value.gradient()).containsExactly(expected.gradient(), within(ROUNDING));
  }

  @Test
  void evaluate_convolution_isTheLossesDerivative() {
    List<List<Block>> rows = SampleNetworks.shards(20, 64, CLASSES, 2, false);
    Network<Double> network = SampleNetworks.doubles().convolutional();
    Objective full =
        SampleNetworks.objective(SampleNetworks.problem(network, rows, 6), rows, 0).full();
    double[] point = point(network);
    double[] gradient = Evaluation.of(full, point).gradient();
    double step = 1e-5;
    for (int i = 0; i < point.length; i++) {
      double at = point[i];
      point[i] = at + step;
      double above = Evaluation.of(full, point).loss();
      point[i] = at - step;
      double below = Evaluation.of(full, point).loss();
      point[i] = at;
      // The loss's rounding over the step, and its third derivative times the step's square.
      assertThat(gradient[i]).isCloseTo((above - below) / (2 * step), within(1e-8));
    }
  }

  /** Sums over shards and micro-batches of other sizes go through other copies of the module. */
  @Test
  void evaluate_convolutionInMicroBatchesOfManySizes_isTheSameSum() {
    Network<Double> network = SampleNetworks.doubles().convolutional();
    double[] point = point(network);
    List<List<Block>> one = SampleNetworks.shards(50, 64, CLASSES, 1, false);
    Evaluation whole =
        Evaluation.of(
            SampleNetworks.objective(SampleNetworks.problem(network, one, 50), one, 0).full(),
            point);
    for (int micro : new int[] {7, 16, 49}) {
      List<List<Block>> two = SampleNetworks.shards(50, 64, CLASSES, 2, micro == 16);
      Objective full =
          SampleNetworks.objective(SampleNetworks.problem(network, two, micro), two, 0).full();
      assertClose(Evaluation.of(full, point), whole);
    }
  }

  @Test
  void evaluate_summedLosses_areTheMeansOfMeanLosses() {
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 2, false);
    SampleNetworks<Double> made = SampleNetworks.doubles();
    Network<Double> mean = made.perceptron(WIDTH, 5, CLASSES);
    Network<Double> sum =
        new Network<>(mean.module(), made.summedLikelihood(), new int[] {WIDTH}, new int[] {1});
    NetworkProblem<Double> summed = SampleNetworks.problem(sum, rows, 7);
    assertThat(summed.form().kind()).isEqualTo(LossKind.SUM);
    double[] point = point(mean);
    assertClose(
        Evaluation.of(SampleNetworks.objective(summed, rows, 20).batch(1), point),
        Evaluation.of(
            SampleNetworks.objective(SampleNetworks.problem(mean, rows, 7), rows, 20).batch(1),
            point));
  }

  @Test
  void evaluate_labelsOfSeveralNumbers_areColumnsAfterTheFeatures() {
    SampleNetworks<Double> made = SampleNetworks.doubles();
    Network<Double> network =
        SampleNetworks.seeded(
            () ->
                new Network<>(
                    made.sequential(made.linear(4, 2)),
                    made.squares(),
                    new int[] {4},
                    new int[] {2}));
    List<List<Block>> rows = SampleNetworks.shards(9, 6, CLASSES, 1, true);
    NetworkProblem<Double> problem = SampleNetworks.problem(network, rows, 4);
    double[] point = network.point(); // weights row by row, then biases
    double[] dense = dense(rows.get(0).get(0));
    double expected = 0;
    for (int row = 0; row < 9; row++) {
      for (int k = 0; k < 2; k++) {
        double output = point[8 + k];
        for (int j = 0; j < 4; j++) {
          output += point[4 * k + j] * dense[6 * row + j];
        }
        expected += Math.pow(output - dense[6 * row + 4 + k], 2) / 18;
      }
    }
    assertThat(Evaluation.of(SampleNetworks.objective(problem, rows, 0).full(), point).loss())
        .isCloseTo(expected, within(ROUNDING));
  }

  private static double[] dense(Block block) {
    double[] dense = new double[block.rows() * block.width];
    for (int row = 0; row < block.rows(); row++) {
      for (int entry = block.from(row); entry < block.to(row); entry++) {
        dense[row * block.width + block.columns.ints(block.offsets)[entry]] =
            block.values.at(entry);
      }
    }
    return dense;
  }

  private static Network<Double> withDropoutAndBatchNorm() {
    SampleNetworks<Double> made = SampleNetworks.doubles();
    return SampleNetworks.seeded(
        () ->
            made.classifier(
                new int[] {WIDTH},
                made.sequential(
                    made.linear(WIDTH, 8),
                    made.batchNorm(8),
                    made.relu(),
                    made.dropout(0.5),
                    made.linear(8, CLASSES),
                    made.logSoftMax())));
  }

  @Test
  void evaluate_dropout_sameMasksForTheSameBatchOnly() {
    Network<Double> network = withDropoutAndBatchNorm();
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 2, false);
    ShardedObjective objective =
        SampleNetworks.objective(SampleNetworks.problem(network, rows, 8), rows, ROWS);
    double[] point = point(network);
    Evaluation first = Evaluation.of(objective.batch(0), point);
    RandomGenerator$.MODULE$.RNG().setSeed(99);
    Evaluation.of(objective.batch(1), point(network));
    Evaluation again = Evaluation.of(objective.batch(0), point);
    assertThat(again.loss()).isEqualTo(first.loss());
    assertThat(again.gradient()).isEqualTo(first.gradient());
    // The next epoch's batch has the same rows (all of them), and other masks.
    assertThat(Evaluation.of(objective.batch(1), point).loss()).isNotEqualTo(first.loss());
  }

  @Test
  void evaluate_snapshotAtThePoint_cancelsTheNoiseOfMasksAndRows() {
    Network<Double> network = withDropoutAndBatchNorm();
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 2, false);
    ShardedObjective objective =
        SampleNetworks.objective(SampleNetworks.problem(network, rows, 8), rows, 20);
    double[] point = point(network);
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    Gradient gradient = new Gradient(point.length);
    objective.batch(2).evaluate(point, snapshot, 1, gradient);
    assertThat(gradient.values).containsExactly(snapshot.gradient, within(ROUNDING));
  }

  @Test
  void evaluate_anyNumberOfTimes_leavesTheModulesStatisticsAlone() {
    Network<Double> network = withDropoutAndBatchNorm();
    double[] before = Replica.values(network.reals(), network.module().getExtraParameter());
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 1, false);
    ShardedObjective objective =
        SampleNetworks.objective(SampleNetworks.problem(network, rows, 8), rows, 20);
    double[] point = point(network);
    Evaluation first = Evaluation.of(objective.full(), point);
    assertThat(Evaluation.of(objective.full(), point).gradient()).isEqualTo(first.gradient());
    assertThat(Replica.values(network.reals(), network.module().getExtraParameter()))
        .isEqualTo(before);
  }

  /** Micro-batches of one, of a few and of all rows, in one shard and in three. */
  @ParameterizedTest
  @CsvSource({"61, 1, 61", "61, 1, 20", "61, 3, 1", "65, 1, 32", "65, 2, 1", "2, 2, 1", "1, 1, 1"})
  void statistics_anyMicroBatches_areMeanAndVarianceOfAllRows(int rows, int shards, int micro) {
    SampleNetworks<Double> made = SampleNetworks.doubles();
    Network<Double> network =
        SampleNetworks.seeded(
            () ->
                made.classifier(
                    new int[] {WIDTH},
                    made.sequential(
                        made.batchNorm(WIDTH), made.linear(WIDTH, CLASSES), made.logSoftMax())));
    List<List<Block>> dealt = SampleNetworks.shards(rows, WIDTH, CLASSES, shards, false);
    NetworkProblem<Double> problem = new NetworkProblem<>(network, rows, shards, micro, 3);
    NetworkStatistics statistics = new NetworkStatistics();
    for (int shard = 0; shard < shards; shard++) {
      statistics =
          statistics.merge(
              problem.networkShard(shard, dealt.get(shard)).statistics(network.point()));
    }
    double[] found = statistics.values();
    assertThat(found).hasSize(2 * WIDTH);
    for (int j = 0; j < WIDTH; j++) {
      double mean = 0;
      for (List<Block> blocks : dealt) {
        for (int i = 0; i < blocks.get(0).rows(); i++) {
          mean += blocks.get(0).values.at(i * WIDTH + j) / rows;
        }
      }
      double squares = 0;
      for (List<Block> blocks : dealt) {
        for (int i = 0; i < blocks.get(0).rows(); i++) {
          squares += Math.pow(blocks.get(0).values.at(i * WIDTH + j) - mean, 2);
        }
      }
      assertThat(found[j]).isCloseTo(mean, within(1e-10));
      assertThat(found[WIDTH + j]).isCloseTo(squares / Math.max(1, rows - 1), within(1e-10));
    }
  }

  /** Channels of images have as many numbers as rows times pixels. */
  @Test
  void statistics_ofImages_countPixels() {
    SampleNetworks<Double> made = SampleNetworks.doubles();
    Network<Double> network =
        SampleNetworks.seeded(
            () ->
                made.classifier(
                    new int[] {2, 4, 4},
                    made.sequential(
                        made.imageNorm(2),
                        made.reshape(32),
                        made.linear(32, CLASSES),
                        made.logSoftMax())));
    List<List<Block>> dealt = SampleNetworks.shards(5, 32, CLASSES, 1, false);
    NetworkProblem<Double> problem = new NetworkProblem<>(network, 5, 1, 2, 3);
    double[] found = problem.networkShard(0, dealt.get(0)).statistics(network.point()).values();
    double[] values = dealt.get(0).get(0).values.doubles();
    for (int channel = 0; channel < 2; channel++) {
      double mean = 0;
      for (int i = 0; i < 80; i++) {
        mean += values[i / 16 * 32 + channel * 16 + i % 16] / 80;
      }
      double squares = 0;
      for (int i = 0; i < 80; i++) {
        squares += Math.pow(values[i / 16 * 32 + channel * 16 + i % 16] - mean, 2);
      }
      assertThat(found[channel]).isCloseTo(mean, within(1e-10));
      assertThat(found[2 + channel]).isCloseTo(squares / 79, within(1e-10));
    }
  }

  @Test
  void point_setAgain_isTheSame() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    double[] point = network.point();
    assertThat(point).hasSize(network.dimension());
    double[] other = new double[point.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = i / 8.0;
    }
    network.set(other);
    assertThat(network.point()).isEqualTo(other);
  }

  @Test
  void description_sameLayersMadeTwice_isTheSame() {
    assertThat(SampleNetworks.floats().convolutional().description())
        .isEqualTo(SampleNetworks.floats().convolutional().description())
        .contains("SpatialConvolution")
        .isNotEqualTo(SampleNetworks.floats().perceptron(64, 3, 3).description());
  }

  @Test
  void decays_leaveOutBiases_unlessToldOtherwise() {
    Network<Float> network = SampleNetworks.floats().perceptron(2, 2, 2);
    List<List<Block>> rows = SampleNetworks.shards(8, 2, 2, 1, false);
    NetworkProblem<Float> problem = new NetworkProblem<>(network, 8, 1, 8, 1);
    ShardedObjective objective = SampleNetworks.objective(problem, rows, 4);
    assertThat(objective.decays())
        .containsExactly(
            true, true, true, true, false, false, true, true, true, true, false, false);
    CriterionForm mean = new CriterionForm(LossKind.MEAN);
    NetworkTerms all = new NetworkTerms(8, 8, 1, 8, 0, 0, true, 1);
    assertThat(new NetworkProblem<>(network, mean, all).decays()).isNull();
    double[] start = network.point();
    Loop loop =
        new Loop(OptimMethod.parse("adamw(decay=100) + constant(0.001)"), objective, 1, 0, start);
    Loop without = new Loop(OptimMethod.parse("adam + constant(0.001)"), objective, 1, 0, start);
    loop.next();
    without.next();
    for (int i = 0; i < start.length; i++) {
      double shrunk = objective.decays()[i] ? 0.1 * start[i] : 0;
      assertThat(loop.query()[i]).isCloseTo(without.query()[i] - shrunk, within(1e-15));
    }
  }

  @Test
  void penalty_leavesOutBiases() {
    Network<Float> network = SampleNetworks.floats().perceptron(2, 2, 2);
    NetworkTerms terms = new NetworkTerms(8, 8, 1, 8, 0.5, 0, false, 1);
    CriterionForm mean = new CriterionForm(LossKind.MEAN);
    assertThat(new NetworkProblem<>(network, mean, terms).penalty())
        .containsExactly(0.5, 0.5, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.5, 0.5, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"1000, 4, 128, 32", "1000, 1, 600, 200", "10, 2, 128, 5", "5000, 1, 0, 250"})
  void microBatch_isAShardsShareInEqualParts(long rows, int shards, long batch, int expected) {
    assertThat(NetworkProblem.microBatch(rows, shards, batch)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7})
  void shard_rowsOfAnotherWidth_areRefused(int width) {
    Network<Float> network = SampleNetworks.floats().perceptron(WIDTH, 2, CLASSES);
    List<List<Block>> rows = SampleNetworks.shards(8, width, CLASSES, 1, false);
    NetworkProblem<Float> problem = new NetworkProblem<>(network, 8, 1, 8, 1);
    assertThatThrownBy(() -> problem.shard(0, rows.get(0), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows must have 6 numbers, those of shard 0 have " + width);
  }
}
