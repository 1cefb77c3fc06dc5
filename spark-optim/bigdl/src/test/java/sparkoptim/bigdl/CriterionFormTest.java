// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.CrossEntropyCriterion;
import com.intel.analytics.bigdl.dllib.nn.MultiCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedObjective;

/** Criteria with weights of classes, criteria that sum, and criteria that nobody knows. */
final class CriterionFormTest {
  private static final int WIDTH = 6;
  private static final int CLASSES = 3;
  private static final int ROWS = 61;
  private static final long SEED = 3;
  private static final double[] WEIGHTS = {0.2, 5, 1};
  private static final SampleNetworks<Double> MADE = SampleNetworks.doubles();

  private static final TensorNumbers<Double> REALS = MADE.perceptron(1, 1, 1).reals();

  private static Network<Double> network(Object criterion) {
    Network<Double> network = MADE.perceptron(WIDTH, 5, CLASSES);
    return new Network<>(network.module(), cast(criterion), new int[] {WIDTH}, new int[] {1});
  }

  @SuppressWarnings("unchecked") // criteria are of activities
  private static AbstractCriterion<Activity, Activity, Double> cast(Object criterion) {
    return (AbstractCriterion<Activity, Activity, Double>) criterion;
  }

  private static Tensor<Double> weights() {
    return REALS.tensor(WEIGHTS.clone(), CLASSES);
  }

  private static Object weighted(boolean mean) {
    return new ClassNLLCriterion<Double>(weights(), mean, true, -1, REALS.tag(), REALS.numeric());
  }

  private static NetworkProblem<Double> problem(
      Network<Double> network, List<List<Block>> rows, int micro, long batchSize) {
    CriterionForm form = CriterionForm.of(network, RowSample.of(rows.get(0))).withoutIgnored();
    double weight = 0;
    for (List<Block> blocks : rows) {
      weight += LabelCheck.of(blocks, form, CLASSES).weight();
    }
    if (form.kind() == LossKind.SUM) {
      weight = ROWS / (double) batchSize;
    }
    return new NetworkProblem<>(
        network, form, new NetworkTerms(ROWS, weight, rows.size(), micro, 0, 0, false, SEED));
  }

  private static double[] gradient(Objective objective, double[] point) {
    Gradient gradient = new Gradient(point.length);
    objective.evaluate(point, gradient);
    return gradient.values.clone();
  }

  /** The criterion over all rows of a step in one batch, on the module itself, as BigDL has it. */
  private static double[] whole(
      Network<Double> network, List<List<Block>> rows, long epoch, long from, long to) {
    RowBatch<Double> batch = new RowBatch<>(network, ROWS);
    ShardRequest request = new ShardRequest();
    request.epoch = epoch;
    request.from = from;
    request.to = to;
    int[] chunk = new int[ROWS];
    for (int shard = 0; shard < rows.size(); shard++) {
      BatchRows order = new BatchRows(rows.get(shard), shard, rows.size(), SEED);
      order.seek(request);
      for (int count; (count = order.next(chunk, ROWS)) > 0; ) {
        for (int i = 0; i < count; i++) {
          batch.add(order.block(), chunk[i]);
        }
      }
    }
    Tensor<Double> input = batch.input(batch.rows());
    Tensor<Double> label = batch.label(batch.rows());
    var module = network.module();
    module.training();
    module.zeroGradParameters();
    Activity output = module.forward(input);
    network.criterion().forward(output, label);
    module.backward(input, network.criterion().backward(output, label));
    double[] gradient = new double[network.dimension()];
    Tensor<Double> flat = module.getParameters()._2();
    network
        .reals()
        .addTo(gradient, gradient.length, 1, flat.storage().array(), flat.storageOffset() - 1);
    return gradient;
  }

  /** The mean over a mini-batch was the mean of micro-batches' weighted means. */
  @ParameterizedTest
  @CsvSource({
    "1, 20, true",
    "1, 7, true",
    "4, 5, true",
    "2, 3, true",
    "1, 20, false",
    "4, 2, false"
  })
  void evaluate_classWeights_isTheCriterionOverTheWholeMiniBatch(
      int shards, int micro, boolean mean) {
    Network<Double> network = network(weighted(mean));
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, shards, false);
    ShardedObjective objective =
        SampleNetworks.objective(problem(network, rows, micro, 20), rows, 20);
    double[] point = network.point();
    for (long step = 0; step < 7; step++) {
      long from = step % 4 * 20;
      long to = Math.min(ROWS, from + 20);
      double[] expected = whole(network, rows, step / 4, from, to);
      if (!mean) { // a short last mini-batch counts as a whole one, in the mean over an epoch
        for (int i = 0; i < expected.length; i++) {
          expected[i] *= 20.0 / (to - from);
        }
      }
      assertThat(gradient(objective.batch(step), point)).containsExactly(expected, within(1e-12));
    }
    Network<Double> all = network(weighted(mean));
    double[] expected = whole(all, rows, 0, 0, ROWS);
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= mean ? 1 : 20.0 / ROWS;
    }
    assertThat(gradient(objective.full(), point)).containsExactly(expected, within(1e-12));
  }

  /** Terms that layers add by themselves counted once a micro-batch. */
  @ParameterizedTest
  @CsvSource({
    "1, 20, true",
    "1, 6, true",
    "4, 2, true",
    "1, 20, false",
    "1, 6, false",
    "4, 2, false"
  })
  void evaluate_regularizersOfLayers_countOnceAStep(int shards, int micro, boolean mean) {
    Network<Double> network =
        SampleNetworks.seeded(
            () ->
                new Network<>(
                    MADE.sequential(
                        MADE.linear(WIDTH, 5, MADE.penalty(0.02, 0.3), MADE.penalty(0, 0.1)),
                        MADE.sequential(MADE.relu(), MADE.linear(5, 3, MADE.penalty(0.1, 0), null)),
                        MADE.logSoftMax()),
                    mean ? MADE.likelihood() : MADE.summedLikelihood(),
                    new int[] {WIDTH},
                    new int[] {1}));
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, shards, false);
    ShardedObjective objective =
        SampleNetworks.objective(problem(network, rows, micro, 20), rows, 20);
    double[] point = network.point();
    for (long step : new long[] {0, 1, 2, 5}) {
      long from = step % 4 * 20;
      double[] expected = whole(network, rows, step / 4, from, from + 20);
      assertThat(gradient(objective.batch(step), point)).containsExactly(expected, within(1e-12));
    }
    // At the snapshot's own point the terms cancel, and the full gradient has them once.
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    double[] full = gradient(objective.full(), point);
    assertThat(snapshot.gradient).containsExactly(full, within(1e-12));
    Gradient reduced = new Gradient(point.length);
    objective.batch(3).evaluate(point, snapshot, 1, reduced);
    assertThat(reduced.values).containsExactly(full, within(1e-12));
  }

  /** They counted by the shares of micro-batches: with two of them, half of what BigDL has. */
  @ParameterizedTest
  @CsvSource({
    "1, 20, true, false",
    "1, 6, true, false",
    "4, 2, true, false",
    "1, 20, false, false",
    "4, 2, false, false",
    "1, 6, true, true",
    "4, 2, true, true",
    "1, 6, false, true",
    "4, 2, false, true"
  })
  void evaluate_penaltiesOnActivities_areThoseOfTheWholeMiniBatch(
      int shards, int micro, boolean mean, boolean penaltyMeans) {
    Network<Double> network = penalized(mean, penaltyMeans);
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, shards, false);
    ShardedObjective objective =
        SampleNetworks.objective(problem(network, rows, micro, 20), rows, 20);
    double[] point = network.point();
    double[] without =
        whole(
            new Network<>(plain(), network.criterion(), new int[] {WIDTH}, new int[] {1}),
            rows,
            0,
            0,
            20);
    assertThat(whole(network, rows, 0, 0, 20)).isNotEqualTo(without);
    for (long step : new long[] {0, 1, 2, 5}) {
      long from = step % 4 * 20;
      double[] expected = whole(network, rows, step / 4, from, from + 20);
      assertThat(gradient(objective.batch(step), point)).containsExactly(expected, within(1e-12));
    }
    // At the snapshot's own point the terms of a mini-batch cancel.
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    Gradient reduced = new Gradient(point.length);
    objective.batch(2).evaluate(point, snapshot, 1, reduced);
    assertThat(reduced.values).containsExactly(snapshot.gradient, within(1e-12));
  }

  private static AbstractModule<Activity, Activity, Double> plain() {
    return SampleNetworks.seeded(
        () ->
            MADE.sequential(
                MADE.linear(WIDTH, 5, MADE.penalty(0.02, 0.3), null),
                MADE.relu(),
                MADE.linear(5, 3),
                MADE.logSoftMax()));
  }

  private static Network<Double> penalized(boolean mean, boolean penaltyMeans) {
    Object penalty = penaltyMeans ? MADE.l1Penalty(1, true) : MADE.activityPenalty(0.02, 0.1);
    Object second = MADE.l1Penalty(1, penaltyMeans);
    return SampleNetworks.seeded(
        () ->
            new Network<>(
                MADE.sequential(
                    MADE.linear(WIDTH, 5, MADE.penalty(0.02, 0.3), null),
                    MADE.sequential(penalty, MADE.relu()),
                    MADE.linear(5, 3),
                    second,
                    MADE.logSoftMax()),
                mean ? MADE.likelihood() : MADE.summedLikelihood(),
                new int[] {WIDTH},
                new int[] {1}));
  }

  @Test
  void network_penaltiesThatMeanAndThatSum_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MADE.classifier(
                    new int[] {WIDTH},
                    MADE.sequential(
                        MADE.linear(WIDTH, 3), MADE.l1Penalty(1, true), MADE.l1Penalty(1, false))))
        .withMessageStartingWith("network: penalties on activities must all sum over a batch");
  }

  /** With dropout too: the factors of mini-batches are in the full gradient. */
  @ParameterizedTest
  @ValueSource(ints = {10, 16})
  void fullGradient_classWeightsAndDropout_isTheMeanOverTheEpoch(int batchSize) {
    Network<Double> network =
        SampleNetworks.seeded(
            () ->
                new Network<>(
                    MADE.sequential(
                        MADE.linear(WIDTH, 8),
                        MADE.dropout(0.5),
                        MADE.linear(8, CLASSES),
                        MADE.logSoftMax()),
                    cast(weighted(true)),
                    new int[] {WIDTH},
                    new int[] {1}));
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 2, false);
    ShardedObjective objective =
        SampleNetworks.objective(problem(network, rows, 8, batchSize), rows, batchSize);
    double[] point = network.point();
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    snapshot.step = 2 * objective.stepsPerEpoch();
    objective.fullGradient(snapshot);
    double[] mean = new double[point.length];
    for (long k = 0; k < objective.stepsPerEpoch(); k++) {
      double[] one = gradient(objective.batch(snapshot.step + k), point);
      double share = objective.batch(snapshot.step + k).rows() / (double) ROWS;
      for (int i = 0; i < mean.length; i++) {
        mean[i] += share * one[i];
      }
    }
    assertThat(snapshot.gradient).containsExactly(mean, within(1e-12));
  }

  @Test
  void of_knownCriteria_isReadFromTheirSettings() {
    List<List<Block>> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 1, false);
    Block sample = RowSample.of(rows.get(0));
    CriterionForm nll = CriterionForm.of(network(weighted(true)), sample);
    assertThat(nll.classWeights()).containsExactly(WEIGHTS);
    assertThat(nll.kind()).isEqualTo(LossKind.MEAN);
    assertThat(nll.weight(2)).isEqualTo(5);
    assertThat(nll.weight(-1)).isZero();
    CriterionForm entropy =
        CriterionForm.of(
            network(
                new CrossEntropyCriterion<Double>(weights(), false, REALS.tag(), REALS.numeric())),
            sample);
    assertThat(entropy.kind()).isEqualTo(LossKind.SUM);
    assertThat(CriterionForm.of(network(MADE.squares()), sample).kind()).isEqualTo(LossKind.MEAN);
  }

  /** Two rows of one class would call a criterion a mean that weighs classes. */
  @Test
  void of_unknownCriterion_isTriedOnRowsOfAllClassesOrRefusedByName() {
    for (int seed = 0; seed < 6; seed++) {
      List<Block> rows =
          new ArrayList<>(SampleNetworks.shards(40 + seed, WIDTH, 3, 1, false).get(0));
      MultiCriterion<Double> several = new MultiCriterion<>(REALS.tag(), REALS.numeric());
      several.add(cast(weighted(true)), 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CriterionForm.of(network(several), RowSample.of(rows)))
          .withMessageStartingWith(
              "criterion: the loss of a batch must be the mean or the sum of its rows' losses;"
                  + " MultiCriterion gives");
    }
    List<Block> rows = SampleNetworks.shards(ROWS, WIDTH, CLASSES, 1, false).get(0);
    MultiCriterion<Double> plain = new MultiCriterion<>(REALS.tag(), REALS.numeric());
    plain.add(MADE.likelihood(), 0.5);
    assertThat(CriterionForm.of(network(plain), RowSample.of(rows)).kind())
        .isEqualTo(LossKind.MEAN);
  }

  @Test
  void rowSample_hasEveryLabel() {
    double[] labels = new double[1000];
    labels[777] = 1;
    labels[778] = 2;
    Block block = new Block(0, 0, 1, labels, null, null, null, new double[1000]);
    assertThat(RowSample.of(List.of(block)).labels).contains(0, 1, 2).hasSizeBetween(32, 64);
  }

  @Test
  void labelCheck_labelsFrom0_areOneErrorThatNamesThem() {
    CriterionForm form = new CriterionForm(LossKind.MEAN, true, null, Double.NaN);
    double[] labels = {0, 1, 2, 0, 1.5};
    Block block = new Block(0, 0, 1, labels, null, null, null, new double[5]);
    LabelCheck check =
        LabelCheck.of(List.of(block), form, 3).merge(LabelCheck.of(List.of(block), form, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check.require("ClassNLLCriterion", 3))
        .withMessage(
            "labels: ClassNLLCriterion takes whole numbers from 1 to 3, the outputs of the network;"
                + " 6 of 10 rows have others, the smallest of them 0.0 (add 1 to labels that begin"
                + " at 0)");
  }
}
