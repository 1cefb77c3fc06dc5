// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Watched;

final class LooplessSvrgTest {
  @Test
  void run_givenCoins_isTheGoldenOne() {
    JsonNode golden = Golden.vector("related/F5_lsvrg");
    StochasticObjective objective = new LeastSquares();
    GoldenRuns.check(
        "related/F5_lsvrg",
        "dir",
        LooplessSvrg.start(
            GoldenRuns.context(objective),
            objective,
            step -> golden.get((int) step).get("coin").intValue() == 1));
  }

  /** The snapshot is the point that the step began at, and is told of at the next step. */
  @Test
  void coinFalls_snapshotIsTheOldPoint() {
    StochasticObjective objective = new LeastSquares();
    var run = LooplessSvrg.start(GoldenRuns.context(objective), objective, step -> step == 1);
    Gradient gradient = new Gradient(2);
    double[][] points = {{0, 0}, {0.5, 1}, {2, -1}, {3, 3}};
    List<Boolean> fresh = new ArrayList<>();
    List<double[]> snapshots = new ArrayList<>();
    for (int step = 0; step < 4; step++) {
      Snapshot told = run.begin(step, points[step]);
      fresh.add(told != null);
      snapshots.add(run.snapshot().point.clone());
      run.evaluate(points[step], gradient);
    }
    assertThat(fresh).containsExactly(true, false, true, false);
    assertThat(snapshots).containsExactly(points[0], points[0], points[1], points[1]);
    assertThat(run.snapshot().step).isEqualTo(1);
    assertThat(run.snapshot().loss).isEqualTo(LeastSquares.loss(points[1]));
  }

  @Test
  void probabilityOne_snapshotsEveryPoint() {
    Watched objective = new Watched(new LeastSquares());
    Loop loop = new Loop(OptimMethod.parse("l-svrg(1)"), objective, 6, 0, new double[2]);
    loop.forEachRemaining(iteration -> {});
    assertThat(objective.renewed).hasSize(7);
  }

  @Test
  void coins_ofASeed_areTheSameAndFallAsOftenAsAsked() {
    int steps = 4000;
    List<Long> fallen = fallen(7, steps);
    assertThat(fallen(7, steps)).isEqualTo(fallen);
    assertThat(fallen(8, steps)).isNotEqualTo(fallen);
    // Five standard deviations of a binomial with p = 1/4.
    assertThat((double) fallen.size() / steps)
        .isCloseTo(0.25, within(5 * Math.sqrt(0.1875 / steps)));
  }

  /** Steps at whose point a snapshot is taken: the next step tells of it. */
  private static List<Long> fallen(long seed, int steps) {
    StochasticObjective objective = new LeastSquares();
    var run = new LooplessSvrg(0, seed).start(GoldenRuns.context(objective), objective);
    List<Long> fallen = new ArrayList<>();
    for (long step = 0; step < steps; step++) {
      if (run.begin(step + 1, new double[2]) != null) {
        fallen.add(step);
      }
    }
    return fallen;
  }

  @ParameterizedTest
  @CsvSource({"0, false, 3", "0, true, 2", "0.5, true, 6", "1, false, 12"})
  void passes_ofTenSteps_countSnapshotsInTheMean(
      double probability, boolean remembers, double expected) {
    Set<Capability> offers = remembers ? Set.of(Capability.REMEMBERS) : Set.of();
    assertThat(new LooplessSvrg(probability, 1).passes(1, offers, 10)).isEqualTo(expected);
  }

  @Test
  void bb_snapshotsByCoin_converges() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Loop loop =
        new Loop(
            OptimMethod.parse("l-svrg + sgd + bb(0.1, 0.01, 1)"),
            problem.objective(8),
            4000,
            1e-8,
            problem.point(2));
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.step()).isLessThan(4000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void probability_outsideItsRange_isRefused(double probability) {
    assertThatThrownBy(() -> new LooplessSvrg(probability, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "l-svrg: probability must be in [0, 1] (0: one in an epoch's steps), was "
                + probability);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l-svrg + step-tuned", "l-svrg + local"})
  void rules_thatDoNotFit_areRefused(String text) {
    assertThatThrownBy(() -> OptimMethod.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
