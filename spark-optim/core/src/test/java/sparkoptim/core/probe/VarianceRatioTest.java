// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.VarianceRatio.Look;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;

final class VarianceRatioTest {
  private static final JsonNode E4 = Golden.vector("svrg/E4_optimal_coefficient");

  private static Look look(double coefficient) {
    Loop run =
        ProbedRuns.between(
            new LeastSquares(), Golden.doubles(E4.get("snapshot")), Golden.doubles(E4.get("w")));
    return ProbedRuns.look(
        run, (Consumer<Look> to) -> new VarianceRatio(0, coefficient, Place.SNAPSHOT, to));
  }

  @Test
  void look_leastSquares_isTheGoldenRatio() {
    double plain = E4.get("var_sgd").doubleValue();
    double svrg = E4.get("var_svrg").doubleValue();
    assertThat(look(1).plain()).isCloseTo(plain, within(Golden.TOLERANCE));
    assertThat(look(1).reduced()).isCloseTo(svrg, within(Golden.TOLERANCE));
    assertThat(look(1).ratio()).isCloseTo(svrg / plain, within(Golden.TOLERANCE));
    assertThat(look(1).pays()).isFalse();
  }

  @Test
  void look_coefficientZero_isPlain() {
    assertThat(look(0).reduced()).isEqualTo(look(0).plain());
    assertThat(look(0).ratio()).isEqualTo(1);
  }

  @Test
  void look_atTheSnapshot_coefficientsScaleTheVariance() {
    double[] point = {0.3, 0.7};
    Loop run = ProbedRuns.at(new LeastSquares(), point);
    for (double coefficient : new double[] {0.25, 0.5, 1}) {
      Look look =
          ProbedRuns.look(
              run, (Consumer<Look> to) -> new VarianceRatio(0, coefficient, Place.QUERY, to));
      double expected = (1 - coefficient) * (1 - coefficient);
      assertThat(look.ratio()).isCloseTo(expected, within(1e-14));
      assertThat(look.pays()).isEqualTo(coefficient >= 0.5);
    }
  }

  /** Of a run of small steps on a linear model, which moves little between snapshots. */
  @Test
  void run_logisticRegression_variesLessNearTheSnapshot() {
    LinearCase problem = LinearCase.logistic();
    OptimMethod method = OptimMethod.parse("svrg + sgd + constant(0.01)");
    List<Look> looks = new ArrayList<>();
    List<SnapshotDistance.Look> distances = new ArrayList<>();
    Loop run = new Loop(method, problem.objective(10), 12, 0, problem.point(1));
    run.probe(1, VarianceRatio.of(looks::add));
    run.probe(1, new SnapshotDistance(Place.SNAPSHOT, distances::add));
    run.forEachRemaining(iteration -> {});
    assertThat(looks.get(0).ratio()).as("no snapshot yet").isNaN();
    assertThat(looks.get(0).pays()).isFalse();
    assertThat(distances.get(0).distance()).isNaN();
    for (int k = 1; k < 12; k++) {
      assertThat(looks.get(k).ratio()).isBetween(1e-12, 0.01);
      assertThat(looks.get(k).pays()).isTrue();
      assertThat(looks.get(k).step()).isEqualTo(k);
    }
    assertThat(distances.get(2).distance()).isGreaterThan(distances.get(1).distance());
  }

  /** A run without snapshots, against a point that a probe of its own keeps. */
  @Test
  void run_keptPoint_standsForTheSnapshot() {
    LinearCase problem = LinearCase.logistic();
    List<Look> kept = new ArrayList<>();
    List<SnapshotDistance.Look> distances = new ArrayList<>();
    KeptPoint snapshot = new KeptPoint();
    Loop run = new Loop(OptimMethod.parse("sgd"), problem.objective(10), 8, 0, problem.point(1));
    run.probe(4, snapshot);
    run.probe(1, new VarianceRatio(0, 1, snapshot, kept::add));
    run.probe(1, new SnapshotDistance(snapshot, distances::add));
    List<Double> expected = new ArrayList<>();
    double[] start = problem.point(1);
    while (run.step() < 8) {
      if (run.step() % 4 == 0) {
        start = run.query().clone();
      }
      double square = 0;
      for (int i = 0; i < start.length; i++) {
        square += (run.query()[i] - start[i]) * (run.query()[i] - start[i]);
      }
      expected.add(Math.sqrt(square));
      run.next();
    }
    for (int k = 0; k < 8; k++) {
      assertThat(distances.get(k).distance()).isCloseTo(expected.get(k), within(1e-14));
      assertThat(kept.get(k).ratio()).isBetween(0.0, k % 4 == 0 ? 0.0 : 1.0);
    }
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new VarianceRatio(-2, 1, Place.SNAPSHOT, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variance ratio: batches must be >= 0 (0: all of an epoch), was -2");
    assertThatThrownBy(
            () -> new VarianceRatio(0, Double.POSITIVE_INFINITY, Place.SNAPSHOT, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variance ratio: coefficient must be finite, was Infinity");
  }
}
