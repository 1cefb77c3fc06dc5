// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.EvaluatedGradient;
import sparkoptim.core.testing.SampleRows;

final class PerceptronTest {
  private static final String MATRIX = "sparkoptim.core.network.PerceptronCase#matrix";

  /** The rounding of sums of some 40 terms around 1, through three layers. */
  private static final double ROUNDING = 1e-12;

  /** The same in single precision. */
  private static final double SINGLE_ROUNDING = 2e-5;

  /** Central differences: the loss's rounding 1e-16 over a step of 1e-5, and 1e-10 of curvature. */
  private static final double DIFFERENCE = 1e-5;

  private static final double DIFFERENCE_ERROR = 2e-9;

  /** More rows than two micro-batches have. */
  private static final int MANY = 600;

  private static void assertClose(
      EvaluatedGradient value, EvaluatedGradient expected, double rounding) {
    value.assertClose(expected, rounding);
  }

  private static void assertSameBits(EvaluatedGradient value, EvaluatedGradient expected) {
    assertThat(value.loss()).isEqualTo(expected.loss());
    assertThat(value.gradient()).isEqualTo(expected.gradient());
  }

  private static EvaluatedGradient naive(
      PerceptronCase problem, double[] point, List<Integer> batch) {
    NaivePerceptron naive = new NaivePerceptron(problem);
    return new EvaluatedGradient(naive.loss(point, batch), naive.gradient(point, batch));
  }

  private static List<Integer> all(PerceptronCase problem) {
    return new NaivePerceptron(problem).all();
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void full_gradient_isTheLossesDerivative(PerceptronCase problem) {
    Objective full = problem.objective(0).full();
    double[] point = problem.point(2);
    EvaluatedGradient.assertIsDerivative(full, point, DIFFERENCE, DIFFERENCE_ERROR);
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void full_anyProblem_isTheNaiveMean(PerceptronCase problem) {
    double[] point = problem.point(1);
    assertClose(
        EvaluatedGradient.of(problem.objective(7).full(), point),
        naive(problem, point, all(problem)),
        ROUNDING);
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void batch_rowsOfItsPositions_areTheNaiveMean(PerceptronCase problem) {
    ShardedObjective objective = problem.objective(10);
    double[] point = problem.point(5);
    for (int step = 0; step < 8; step++) {
      List<Integer> order = problem.order(step / 4);
      int from = step % 4 * 10;
      List<Integer> rows = order.subList(from, Math.min(from + 10, order.size()));
      Objective batch = objective.batch(step);
      assertThat(batch.rows()).isEqualTo(rows.size());
      assertClose(EvaluatedGradient.of(batch, point), naive(problem, point, rows), ROUNDING);
    }
  }

  @Test
  void gradient_activationPerLayer_isTheNaiveOne() {
    Layers layers =
        new Layers(
            List.of(5, 4, 6, 3, 3),
            List.of(Activation.SIGMOID, Activation.RELU, Activation.TANH),
            OutputLoss.SOFTMAX);
    PerceptronCase problem = PerceptronCase.of(layers);
    double[] point = problem.point(4);
    assertClose(
        EvaluatedGradient.of(problem.objective(0).full(), point),
        naive(problem, point, all(problem)),
        ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE, JAVA", "DOUBLE, AUTO", "SINGLE, JAVA", "SINGLE, AUTO"})
  void gradient_severalMicroBatches_isTheNaiveOne(Precision precision, Backend backend) {
    SampleRows rows = SampleRows.random(MANY, 5, 3, 0.6, 3);
    PerceptronCase problem =
        PerceptronCase.deep().over(rows).in(1).penalised(0.1).with(precision, backend);
    double[] point = problem.point(4);
    assertClose(
        EvaluatedGradient.of(problem.objective(0).full(), point),
        naive(problem, point, all(problem)),
        precision == Precision.DOUBLE ? ROUNDING : SINGLE_ROUNDING);
  }

  @Test
  void gradient_single_isRoundedMoreThanDouble() {
    PerceptronCase problem = PerceptronCase.deep();
    double[] point = problem.point(4);
    EvaluatedGradient coarse =
        EvaluatedGradient.of(
            problem.with(Precision.SINGLE, Backend.JAVA).objective(0).full(), point);
    assertThat(coarse.gradient())
        .isNotEqualTo(EvaluatedGradient.of(problem.objective(0).full(), point).gradient());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 64})
  void full_anyNumberOfShards_isTheSameMean(int shards) {
    PerceptronCase problem = PerceptronCase.deep().penalised(0.2);
    double[] point = problem.point(4);
    assertClose(
        EvaluatedGradient.of(problem.in(shards).objective(0).full(), point),
        EvaluatedGradient.of(problem.objective(0).full(), point),
        ROUNDING);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void evaluate_sparseBlocks_givesTheSameBits(Precision precision) {
    PerceptronCase problem = PerceptronCase.deep().with(precision, Backend.AUTO);
    double[] point = problem.point(3);
    ShardedObjective dense = problem.objective(10);
    ShardedObjective sparse = problem.asSparse().objective(10);
    assertSameBits(
        EvaluatedGradient.of(sparse.full(), point), EvaluatedGradient.of(dense.full(), point));
    for (int step = 0; step < 5; step++) {
      assertSameBits(
          EvaluatedGradient.of(sparse.batch(step), point),
          EvaluatedGradient.of(dense.batch(step), point));
    }
  }

  /** With few shards micro-batches have more entries than features, with many shards fewer. */
  @ParameterizedTest
  @CsvSource({"DOUBLE, 2", "DOUBLE, 16", "SINGLE, 2", "SINGLE, 16"})
  void evaluate_fewEntries_isTheFormulaInTheSameBitsOfAnyBlocks(Precision precision, int shards) {
    SampleRows rows = SampleRows.random(37, 5, 3, 0.15, 4);
    PerceptronCase problem =
        PerceptronCase.deep().over(rows).in(shards).with(precision, Backend.JAVA);
    double rounding = precision == Precision.DOUBLE ? ROUNDING : SINGLE_ROUNDING;
    ShardedObjective dense = problem.objective(10);
    ShardedObjective sparse = problem.asSparse().objective(10);
    for (long seed : new long[] {3, 4}) {
      double[] point = problem.point(seed);
      EvaluatedGradient full = EvaluatedGradient.of(sparse.full(), point);
      assertClose(full, naive(problem, point, all(problem)), rounding);
      assertSameBits(full, EvaluatedGradient.of(dense.full(), point));
      assertSameBits(
          EvaluatedGradient.of(sparse.batch(2), point),
          EvaluatedGradient.of(dense.batch(2), point));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void evaluate_anyOrderOfCalls_givesTheSameBits(Precision precision) {
    SampleRows rows = SampleRows.random(MANY, 5, 3, 0.6, 3);
    PerceptronCase problem = PerceptronCase.deep().over(rows).in(2).with(precision, Backend.AUTO);
    ShardedObjective forward = problem.objective(150);
    ShardedObjective backward = problem.objective(150);
    double[] point = problem.point(7);
    List<EvaluatedGradient> values = new ArrayList<>();
    for (int step = 0; step < 8; step++) {
      values.add(EvaluatedGradient.of(forward.batch(step), point));
    }
    for (int step = 7; step >= 0; step--) {
      EvaluatedGradient.of(backward.full(), problem.point(step));
      assertSameBits(EvaluatedGradient.of(backward.batch(step), point), values.get(step));
      assertSameBits(EvaluatedGradient.of(backward.batch(step), point), values.get(step));
    }
  }

  @ParameterizedTest
  @MethodSource(MATRIX)
  void evaluate_withSnapshot_isTheFormula(PerceptronCase problem) {
    assertReduced(problem, ROUNDING);
  }

  @Test
  void evaluate_withSnapshotInSingle_isTheFormula() {
    assertReduced(PerceptronCase.deep().with(Precision.SINGLE, Backend.AUTO), SINGLE_ROUNDING);
  }

  private static void assertReduced(PerceptronCase problem, double rounding) {
    double alpha = 0.7;
    ShardedObjective objective = problem.objective(10);
    double[] point = problem.point(8);
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(problem.point(9), 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    assertSameBits(
        new EvaluatedGradient(snapshot.loss, snapshot.gradient),
        EvaluatedGradient.of(objective.full(), snapshot.point));
    for (int step = 0; step < 4; step++) {
      Gradient corrected = new Gradient(point.length);
      double loss = objective.batch(step).evaluate(point, snapshot, alpha, corrected);
      EvaluatedGradient here = EvaluatedGradient.of(objective.batch(step), point);
      double[] there = EvaluatedGradient.of(objective.batch(step), snapshot.point).gradient();
      assertThat(loss).isEqualTo(here.loss());
      for (int i = 0; i < point.length; i++) {
        // The penalty's gradients at the snapshot cancel.
        double expected = here.gradient()[i] - alpha * (there[i] - snapshot.gradient[i]);
        assertThat(corrected.values[i]).isCloseTo(expected, within(rounding));
      }
    }
  }

  @Test
  void penalty_weightsOnly() {
    Layers layers = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, 2, 1, 2);
    PerceptronCase problem = PerceptronCase.of(layers);
    assertThat(problem.penalised(3).problem().penalty())
        .isEqualTo(new double[] {3, 3, 0, 3, 3, 0, 0});
    assertThat(problem.problem().penalty()).isNull();
    assertThat(problem.problem().offers()).isEmpty();
  }

  @Test
  void pass_isRefused() {
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.LOCAL_EPOCH;
    PerceptronCase problem = PerceptronCase.deep();
    assertThatThrownBy(
            () ->
                problem
                    .problem()
                    .shard(0, problem.blocks().get(0), true)
                    .answer(request, new double[1]))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("a perceptron has no answer to LOCAL_EPOCH");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void penalty_outOfRange_isRefused(double strength) {
    assertThatThrownBy(() -> PerceptronCase.deep().penalised(strength).problem())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("perceptron: penaltyStrength must be finite and >= 0, was " + strength);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 3, 0.5, Double.NaN})
  void shard_labelOutsideClasses_isRefused(double label) {
    PerceptronCase problem = PerceptronCase.deep();
    problem.rows().labels()[6] = label;
    assertThatThrownBy(() -> problem.objective(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "perceptron: labels must be classes 0 to 2; 1 of shard 2 are not, the first is "
                + label);
  }

  @Test
  void shard_labelNotFinite_isRefused() {
    PerceptronCase problem = PerceptronCase.of(Activation.RELU, OutputLoss.SQUARED, 1);
    problem.rows().labels()[1] = Double.NaN;
    problem.rows().labels()[5] = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> problem.objective(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "perceptron: labels must be finite numbers; 2 of shard 1 are not, the first is NaN");
  }

  @Test
  void shard_otherWidth_isRefused() {
    PerceptronCase problem = PerceptronCase.deep().over(SampleRows.random(4, 6, 3, 1, 1));
    assertThatThrownBy(() -> problem.objective(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("perceptron: rows must have 5 features, those of shard 0 have 6");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void predict_softmax_areProbabilities(Precision precision) {
    SampleRows rows = SampleRows.random(MANY, 5, 3, 0.6, 3);
    PerceptronCase problem = PerceptronCase.deep().over(rows).with(precision, Backend.AUTO);
    double[] point = problem.point(4);
    double[] probabilities = problem.problem().predict(point, rows.sparseBlock());
    assertThat(probabilities).hasSize(3 * MANY);
    double rounding = precision == Precision.DOUBLE ? ROUNDING : SINGLE_ROUNDING;
    for (int row = 0; row < MANY; row++) {
      double[] outputs = new NaivePerceptron(problem).outputs(row, point);
      double total = Arrays.stream(outputs).map(Math::exp).sum();
      for (int k = 0; k < 3; k++) {
        double expected = Math.exp(outputs[k]) / total;
        assertThat(probabilities[3 * row + k]).isCloseTo(expected, within(rounding));
      }
    }
  }

  @Test
  void predict_squared_isTheOutput() {
    PerceptronCase problem = PerceptronCase.of(Activation.TANH, OutputLoss.SQUARED, 1);
    double[] point = problem.point(4);
    Block block = problem.rows().sparseBlock();
    double[] outputs = problem.problem().predict(point, block);
    for (int row = 0; row < block.rows(); row++) {
      double expected = new NaivePerceptron(problem).outputs(row, point)[0];
      assertThat(outputs[row]).isCloseTo(expected, within(ROUNDING));
    }
  }
}
