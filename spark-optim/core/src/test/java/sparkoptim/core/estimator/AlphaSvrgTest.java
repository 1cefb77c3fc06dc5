// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.Objective;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Linear;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Watched;

final class AlphaSvrgTest {
  /** Means of tens of terms of magnitude 1: a few roundings of 1e-16 each. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @ValueSource(strings = {"sgd + constant(0.2)", "sgd(0.9) + linear(0.2, 0)"})
  void alphaZero_miniBatches_hasTheBitsOfPlain(String rest) {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Watched corrected = new Watched(problem.objective(5));
    long steps = 3 * corrected.stepsPerEpoch();
    double[] start = problem.point(1);
    Loop zero =
        new Loop(OptimMethod.parse("alpha-svrg(alpha=0) + " + rest), corrected, steps, 0, start);
    Loop plain =
        new Loop(OptimMethod.parse("plain + " + rest), problem.objective(5), steps, 0, start);
    while (plain.begin()) {
      assertThat(zero.next()).isEqualTo(plain.next());
      assertThat(zero.served()).isEqualTo(plain.served());
    }
    assertThat(zero.begin()).isFalse();
    assertThat(corrected.renewed).isEmpty();
  }

  @Test
  void alphaZero_localSteps_hasTheBitsOfPlain() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    double[] start = problem.point(1);
    Loop zero =
        new Loop(
            OptimMethod.parse("alpha-svrg(alpha=0) + local + constant(0.05)"),
            problem.objective(0),
            3,
            0,
            start);
    Loop plain =
        new Loop(
            OptimMethod.parse("plain + local + constant(0.05)"), problem.objective(0), 3, 0, start);
    while (plain.begin()) {
      assertThat(zero.next()).isEqualTo(plain.next());
      assertThat(zero.served()).isEqualTo(plain.served());
    }
  }

  @Test
  void alphaFallsToZero_lastEpoch_takesNoSnapshot() {
    Watched objective = new Watched(new LeastSquares());
    OptimMethod method =
        OptimMethod.parse("alpha-svrg(alpha=linear(0.75, 0)) + sgd + constant(0.1)");
    Loop loop = new Loop(method, objective, 12, 0, new double[2]);
    while (loop.begin()) {
      boolean fresh = !Double.isNaN(loop.next().gradientNorm());
      assertThat(fresh).isEqualTo(loop.step() == 1 || loop.step() == 5);
    }
    assertThat(objective.renewed).hasSize(2);
  }

  @Test
  void evaluate_afterTheSnapshot_isTheFormula() {
    StochasticObjective rows = new LeastSquares();
    double[] at = {0.2, -0.4};
    double[] point = {0.7, 0.3};
    double alpha = 0.6;
    var loop =
        new AlphaSvrg(new Constant(alpha), 0, 0)
            .start(new RunContext(rows.space(), new Plan(LeastSquares.ROWS, 8, 1)), rows);
    Snapshot snapshot = loop.begin(0, at);
    Gradient full = new Gradient(2);
    double fullLoss = rows.full().evaluate(at, full);
    assertThat(snapshot.point).isEqualTo(at);
    assertThat(snapshot.gradient).isEqualTo(full.values);
    assertThat(snapshot.loss).isEqualTo(fullLoss);
    assertThat(snapshot.step).isZero();
    for (int step = 1; step < LeastSquares.ROWS; step++) {
      assertThat(loop.begin(step, point)).isNull();
      Gradient here = new Gradient(2);
      Gradient there = new Gradient(2);
      Gradient corrected = new Gradient(2);
      double loss = rows.batch(step).evaluate(point, here);
      rows.batch(step).evaluate(at, there);
      assertThat(loop.evaluate(point, corrected)).isEqualTo(loss);
      for (int j = 0; j < 2; j++) {
        double expected = here.values[j] - alpha * (there.values[j] - full.values[j]);
        assertThat(corrected.values[j]).isCloseTo(expected, within(ROUNDING));
      }
    }
    assertThat(loop.begin(4, point)).isSameAs(snapshot);
    assertThat(snapshot.point).isEqualTo(point);
    assertThat(snapshot.step).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 1", "1, 3", "-2, 4", "1.7, 10", "0, 7"})
  void evaluate_meanOverTheBatches_isTheFullGradientForAnyAlpha(double alpha, long batchSize) {
    LinearCase problem = LinearCase.softmax().penalised(0.3);
    StochasticObjective rows = problem.objective(batchSize);
    int size = problem.point(0).length;
    Snapshot snapshot = new Snapshot(size);
    System.arraycopy(problem.point(1), 0, snapshot.point, 0, size);
    rows.fullGradient(snapshot);
    double[] point = problem.point(2);
    double[] mean = new double[size];
    Gradient gradient = new Gradient(size);
    for (int step = 0; step < rows.stepsPerEpoch(); step++) {
      Objective batch = rows.batch(step);
      batch.evaluate(point, snapshot, alpha, gradient);
      for (int i = 0; i < size; i++) {
        mean[i] += gradient.values[i] * batch.rows() / rows.full().rows();
      }
    }
    rows.full().evaluate(point, gradient);
    assertThat(mean).containsExactly(gradient.values, within(ROUNDING));
  }

  @Test
  void epochs_earlySwitch_hasTheBitsOfBothSides() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Watched early = new Watched(problem.objective(10));
    double[] start = problem.point(1);
    Loop switched = loop("alpha-svrg(alpha=linear(1, 0.2), every=2, epochs=2)", early, start);
    Loop on = loop("alpha-svrg(alpha=linear(1, 0.2), every=2)", problem.objective(10), start);
    for (int step = 0; step < 8; step++) {
      assertThat(switched.next()).isEqualTo(on.next());
    }
    assertThat(switched.served()).isEqualTo(on.served());
    assertThat(early.renewed).hasSize(4);
    Loop plain = loop("plain", problem.objective(10), start);
    LoopState point = LoopState.of(plain);
    System.arraycopy(switched.served(), 0, point.vectors().get("rule.x"), 0, start.length);
    point.counts().put("step", 8L);
    point.restore(plain);
    while (plain.begin()) {
      assertThat(switched.next()).isEqualTo(plain.next());
      assertThat(switched.served()).isEqualTo(plain.served());
    }
    assertThat(switched.begin()).isFalse();
    assertThat(early.renewed).hasSize(4);
  }

  private static Loop loop(String estimator, StochasticObjective objective, double[] start) {
    OptimMethod method = OptimMethod.parse(estimator + " + sgd + constant(0.2)");
    return new Loop(method, objective, 14, 0, start);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 1_000_000_000_000L, Long.MAX_VALUE})
  void epochs_allOfThem_isTheWholeRun(long epochs) {
    LinearCase problem = LinearCase.logistic();
    Loop all = loop("alpha-svrg(epochs=" + epochs + ")", problem.objective(10), problem.point(1));
    Loop whole = loop("alpha-svrg", problem.objective(10), problem.point(1));
    for (int step = 0; step < 12; step++) {
      assertThat(all.next()).isEqualTo(whole.next());
    }
    assertThat(all.served()).isEqualTo(whole.served());
  }

  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void evaluate_meanOverTheRows_isTheFullGradient(LinearCase problem) {
    StochasticObjective rows = problem.objective(1);
    int size = problem.point(0).length;
    Snapshot snapshot = new Snapshot(size);
    System.arraycopy(problem.point(1), 0, snapshot.point, 0, size);
    rows.fullGradient(snapshot);
    double[] point = problem.point(2);
    double[] mean = new double[size];
    Gradient gradient = new Gradient(size);
    for (int step = 0; step < problem.rows().size(); step++) {
      rows.batch(step).evaluate(point, snapshot, 0.8, gradient);
      for (int i = 0; i < size; i++) {
        mean[i] += gradient.values[i] / problem.rows().size();
      }
    }
    rows.full().evaluate(point, gradient);
    assertThat(mean).containsExactly(gradient.values, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, false, 3",
    "0, 1, true, 2",
    "0, 2, false, 5",
    "0, 2, true, 3",
    "10, 1, true, 2",
    "4, 1, true, 4",
    "1, 1, true, 11",
    "20, 1, true, 1.5",
    "29, 1, false, 2.5"
  })
  void passes_ofTenSteps_countSnapshotsAndTheGradientsAtThem(
      long every, int evaluations, boolean remembers, double expected) {
    Set<Capability> offers = remembers ? Set.of(Capability.REMEMBERS) : Set.of();
    assertThat(new AlphaSvrg(new Constant(1), every, 0).passes(evaluations, offers, 10))
        .isEqualTo(expected);
    assertThat(Plain.DEFAULT.passes(evaluations, offers, 10)).isEqualTo(evaluations);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new AlphaSvrg(new Linear(1, 0), -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha-svrg: every must be >= 0 (0: once an epoch), was -1");
    assertThatThrownBy(() -> new AlphaSvrg(null, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha-svrg: alpha must be given, was null");
    assertThatThrownBy(() -> new AlphaSvrg(new Linear(1, 0), 0, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha-svrg: epochs must be >= 0 (0: the whole run), was -2");
  }
}
