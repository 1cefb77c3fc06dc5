// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.linear.LinearMoments;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.core.linear.Smoothness;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NewtonOptimum;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.SampleRows;

/** The promise of the convergence test: within a millionth of the least objective. */
final class GapPromiseTest {
  private static final double TOLERANCE = 1e-6;
  private static final String DEFAULT = "svrg(every=2) + local + bb(%s, %s, %s)";

  /** Rows of two classes that differ by 3 in the first column. */
  private record Case(String name, SampleRows rows, double penalty) {
    LinearProblem problem() {
      double[] share = new double[2];
      for (int i = 0; i < rows.size(); i++) {
        share[(int) rows.labels()[i]] += rows.weights()[i] / rows.weight();
      }
      double ofNull = -share[0] * Math.log(share[0]) - share[1] * Math.log(share[1]);
      double[] q = new double[rows.width()];
      Arrays.fill(q, penalty);
      return new LinearProblem(
          LogisticLoss.LOSS,
          rows.width(),
          1,
          true,
          rows.size(),
          rows.weight(),
          1,
          0,
          norms().stream().mapToDouble(n -> RowNorms.sum(List.of(n))).sum() / rows.weight(),
          Penalty.ofSquares(q),
          7,
          new LossRange(0, ofNull),
          LinearMoments.of(ColumnMoments.of(rows.width(), blocks())),
          null);
    }

    private List<RowNorms> norms() {
      return List.of(RowNorms.of(blocks(), true));
    }

    private List<Block> blocks() {
      return rows.deal(1, false).get(0);
    }

    /** Hardly any curvature, and no penalty to speak of. */
    boolean slow() {
      double positive = 1 / (1 + Math.exp(-start()[rows.width()]));
      return penalty < 1e-6 && positive <= 2e-3;
    }

    double bound(long batch) {
      Smoothness smoothness = Smoothness.of(problem(), RowNorms.largest(norms()));
      return batch == 0 ? smoothness.mean() : smoothness.ofBatch(batch);
    }

    Loop loop(String method, long batch, long steps, double tolerance, double[] start) {
      double bound = bound(batch);
      String text = method.formatted(0.3 / bound, 0.1 / bound, 2 / bound);
      LinearProblem problem = problem();
      List<ShardFunction> shards = List.of(problem.shard(0, blocks(), true));
      LocalCollective collective = new LocalCollective(shards, problem.dimension());
      ShardedObjective objective = new ShardedObjective(problem, collective, batch);
      return new Loop(OptimMethod.parse(text), objective, steps, tolerance, start);
    }

    Loop loop(String method, long batch, long steps, double[] start) {
      return loop(method, batch, steps, TOLERANCE, start);
    }

    /** The null model. */
    double[] start() {
      double positive = 0;
      for (int i = 0; i < rows.size(); i++) {
        positive += rows.labels()[i] * rows.weights()[i];
      }
      double[] start = new double[rows.width() + 1];
      start[rows.width()] = Math.log(positive / (rows.weight() - positive));
      return start;
    }

    private double[][] inputs() {
      return Arrays.stream(rows.features())
          .map(
              row -> {
                double[] input = Arrays.copyOf(row, row.length + 1);
                input[row.length] = 1;
                return input;
              })
          .toArray(double[][]::new);
    }

    private double[] penalties() {
      double[] q = new double[rows.width() + 1];
      Arrays.fill(q, 0, rows.width(), penalty);
      return q;
    }

    double least() {
      return NewtonOptimum.of(inputs(), rows.labels(), rows.weights(), penalties());
    }

    double loss(double[] point) {
      return NewtonOptimum.value(inputs(), rows.labels(), rows.weights(), penalties(), point);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case imbalanced(int positives, int rows, double weight, double penalty) {
    Random random = new Random(positives + rows);
    double[][] features = new double[rows][2];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i < positives ? 1 : 0;
      weights[i] = i < positives ? weight : 1;
      features[i][0] = random.nextGaussian() + 3 * labels[i];
      features[i][1] = random.nextGaussian();
    }
    String name = "%d of %d rows, weight %s, q %s".formatted(positives, rows, weight, penalty);
    return new Case(name, new SampleRows(features, labels, weights), penalty);
  }

  /** Shares of 1e-1 to 1e-5, by counts and by weights. */
  static Stream<Case> imbalances() {
    List<Case> cases = new ArrayList<>();
    for (double penalty : new double[] {1e-8, 1e-3}) {
      cases.add(imbalanced(100, 1_000, 1, penalty));
      cases.add(imbalanced(10, 1_000, 1, penalty));
      cases.add(imbalanced(2, 2_000, 1, penalty));
      for (double weight : new double[] {1e-1, 1e-2, 1e-3, 1e-4, 1e-5}) {
        cases.add(imbalanced(300, 600, weight, penalty));
      }
    }
    cases.add(imbalanced(2, 20_000, 1, 1e-8));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("imbalances")
  void converged_rareClass_isWithinTheTolerance(Case of) {
    Loop loop = of.loop(DEFAULT, 0, 100, of.start());
    loop.forEachRemaining(iteration -> {});
    double least = of.least();
    if (loop.stopReason() == StopReason.CONVERGED) {
      assertThat(of.loss(loop.served()) - least).isLessThanOrEqualTo(TOLERANCE * least);
    } else {
      assertThat(of.slow()).as("%s may take long", of).isTrue();
    }
  }

  /** The same of the method with an estimate of its own; it takes few passes. */
  @ParameterizedTest
  @MethodSource("imbalances")
  void converged_rareClassBySampledNewton_isWithinTheTolerance(Case of) {
    Loop loop = of.loop("sampled-newton", 0, 30, of.start());
    loop.forEachRemaining(iteration -> {});
    double least = of.least();
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(of.loss(loop.served()) - least).isLessThanOrEqualTo(TOLERANCE * least);
  }

  /** Where steps are too few, or too noisy to come near, no method may say that it converged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "svrg + sgd + constant(%s)",
        "saga + sgd + constant(%s)",
        "l-svrg + sgd + constant(%s)",
        "plain + sgd + constant(%s)",
        "plain + sgd(0.9) + constant(%s)",
        "plain + adam + constant(0.01)",
        "plain + schedule-free-sgd + constant(%s)",
        "svrg + sgd + constant(%s) + ema(0.999)",
        "plain + sgd + constant(%s) + swa",
      })
  void converged_anyMethod_isWithinTheTolerance(String method) {
    for (Case of : List.of(imbalanced(20, 1_000, 1, 1e-3), imbalanced(300, 600, 0.1, 1e-2))) {
      Loop loop = of.loop(method, 32, 30L * of.rows().size() / 32, of.start());
      loop.forEachRemaining(iteration -> {});
      double least = of.least();
      if (loop.stopReason() == StopReason.CONVERGED) {
        assertThat(of.loss(loop.served()) - least).isLessThanOrEqualTo(TOLERANCE * least);
      }
    }
  }

  @Test
  void converged_warmStartAtTheOptimum_takesOnePassAndNoStep() {
    Case of = imbalanced(20, 1_000, 1, 1e-4);
    Loop cold = of.loop(DEFAULT, 0, 2_000, 1e-18, of.start());
    cold.forEachRemaining(iteration -> {});
    Loop warm = of.loop(DEFAULT, 0, 200, cold.served().clone());
    assertThat(warm.begin()).isFalse();
    assertThat(warm.step()).isZero();
    assertThat(warm.stopReason()).isEqualTo(StopReason.CONVERGED);
  }

  /** A start far off made the first norm large, and the rule lax. */
  @Test
  void converged_startFarOff_isWithinTheToleranceAllTheSame() {
    Case of = imbalanced(20, 1_000, 1, 1e-3);
    Loop loop = of.loop(DEFAULT, 0, 400, new double[] {-30, 30, 10});
    loop.forEachRemaining(iteration -> {});
    double least = of.least();
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(of.loss(loop.served()) - least).isLessThanOrEqualTo(TOLERANCE * least);
  }

  /** Powers of two: the sums have the same bits. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-40, 0x1p20})
  void converged_weightsScaled_isTheSameStep(double factor) {
    Case of = imbalanced(20, 1_000, 1, 1e-4);
    double[] heavier = Arrays.stream(of.rows().weights()).map(w -> w * factor).toArray();
    SampleRows rows = new SampleRows(of.rows().features(), of.rows().labels(), heavier);
    Loop one = of.loop(DEFAULT, 0, 200, of.start());
    Loop other = new Case("scaled", rows, of.penalty()).loop(DEFAULT, 0, 200, of.start());
    one.forEachRemaining(iteration -> {});
    other.forEachRemaining(iteration -> {});
    assertThat(other.step()).isEqualTo(one.step());
    assertThat(other.stopReason()).isEqualTo(StopReason.CONVERGED);
  }

  @Test
  void resume_anyStep_hasTheSameEstimates() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    ResumeCheck.assertSameBits(
        () ->
            new Loop(
                OptimMethod.parse("svrg(every=2) + local + bb(0.05)"),
                problem.objective(0),
                60,
                1e-12,
                problem.point(1)));
  }
}
