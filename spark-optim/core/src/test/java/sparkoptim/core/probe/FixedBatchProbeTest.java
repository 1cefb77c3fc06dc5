// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.FixedBatchProbe.Curvature;
import sparkoptim.core.probe.FixedBatchProbe.Look;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.Watched;

final class FixedBatchProbeTest {
  private static final JsonNode D7 = Golden.vector("averaging/D7_one_big_step_fixed_batch");

  /** The curvature is a second difference of losses at a distance of 0.01. */
  private static final double DIFFERENCE = 1e-9;

  private static Look look(Loop run, double h, Curvature curvature, boolean full) {
    return ProbedRuns.look(
        run,
        (Consumer<Look> to) ->
            new FixedBatchProbe(List.of(0L), Place.QUERY, h, curvature, 4, full, to));
  }

  @ParameterizedTest
  @EnumSource(Curvature.class)
  void look_goldenQuadratic_isTheGoldenBigStep(Curvature curvature) {
    Loop run = ProbedRuns.at(new Quadratic(1, 10), Golden.doubles(D7.get("x")));
    Look look = look(run, 0.05, curvature, false);
    double after = D7.get("loss_after").doubleValue();
    assertThat(look.loss()).isEqualTo(D7.get("loss0").doubleValue());
    assertThat(look.gradientNorm()).isEqualTo(Math.sqrt(101));
    assertThat(look.etaStar())
        .isCloseTo(D7.get("eta_star").doubleValue(), within(Golden.TOLERANCE));
    assertThat(look.predicted()).isCloseTo(after, within(Golden.TOLERANCE));
    assertThat(look.reached()).isCloseTo(after, within(Golden.TOLERANCE));
    assertThat(look.misfit()).isCloseTo(0, within(Golden.TOLERANCE));
    assertThat(look.step()).isZero();
    assertThat(look.batch()).isZero();
  }

  @Test
  void through_goldenLosses_hasTheGoldenMinimum() {
    double[] e = Golden.doubles(D7.get("parabola_probe").get("e"));
    double[] losses = Golden.doubles(D7.get("parabola_probe").get("loss"));
    Parabola parabola = Parabola.through(e[1], losses[0], losses[1], losses[2]);
    assertThat(parabola.etaStar())
        .isCloseTo(D7.get("eta_star").doubleValue(), within(Golden.TOLERANCE));
    for (int i = 0; i < e.length; i++) {
      assertThat(parabola.at(e[i])).isCloseTo(losses[i], within(Golden.TOLERANCE));
    }
  }

  /** On a quadratic the model is the loss, whatever the distance of the measurement. */
  @Property(tries = 200)
  void look_anyQuadratic_predictsWhatIsReached(
      @ForAll @Size(3) List<@DoubleRange(min = 0.1, max = 10) Double> curvatures,
      @ForAll @Size(3) List<@DoubleRange(min = 0.5, max = 3) Double> point,
      @ForAll @DoubleRange(min = 0.01, max = 2) double h,
      @ForAll Curvature curvature) {
    double[] quadratic = curvatures.stream().mapToDouble(Double::doubleValue).toArray();
    double[] start = point.stream().mapToDouble(Double::doubleValue).toArray();
    Look look = look(ProbedRuns.at(new Quadratic(quadratic), start), h, curvature, true);
    double square = 0;
    double curved = 0;
    for (int i = 0; i < start.length; i++) {
      double g = quadratic[i] * start[i];
      square += g * g;
      curved += quadratic[i] * g * g;
    }
    assertThat(look.etaStar()).isCloseTo(square / curved, within(1e-8 * square / curved));
    assertThat(look.predicted()).isCloseTo(look.reached(), within(1e-8 * look.loss()));
    assertThat(look.misfit()).isLessThan(1e-7);
    assertThat(look.curve().full()).isEqualTo(look.curve().batch());
    assertThat(look.curve().lengths()[2]).isEqualTo(look.etaStar());
    assertThat(look.curve().batch()[2]).isEqualTo(look.reached());
  }

  @Test
  void look_distanceFromTheGradient_measuresNearThePoint() {
    Loop run = ProbedRuns.at(new Quadratic(1, 10), 1, 1);
    for (Curvature curvature : Curvature.values()) {
      assertThat(look(run, 0, curvature, false).etaStar())
          .isCloseTo(D7.get("eta_star").doubleValue(), within(DIFFERENCE));
    }
  }

  /** {@code f = x^4}: three losses see the curve, two gradients what is near. */
  @Test
  void look_quartic_modelsTheMeasuredReach() {
    Bowl quartic = new Bowl((step, x) -> x * x * x * x, (step, x) -> 4 * x * x * x);
    Loop run = ProbedRuns.at(quartic, 1);
    Look near = look(run, 1e-4, Curvature.GRADIENTS, false);
    assertThat(near.etaStar()).isCloseTo(1.0 / 12, within(1e-4));
    assertThat(near.predicted()).isCloseTo(1 - 16.0 / 24, within(1e-3));
    assertThat(near.reached()).isCloseTo(Math.pow(2.0 / 3, 4), within(1e-3));
    assertThat(near.misfit()).isBetween(0.05, 1.0);
    Look far = look(run, 0.125, Curvature.LOSSES, false);
    Parabola expected = Parabola.through(0.125, 1, 1.0 / 16, 0);
    assertThat(far.etaStar()).isCloseTo(expected.etaStar(), within(Golden.TOLERANCE));
    assertThat(far.predicted()).isCloseTo(1 - expected.decrease(), within(Golden.TOLERANCE));
  }

  @Test
  void look_zeroGradient_hasNoBigStep() {
    assertNoBigStep(ProbedRuns.at(new Quadratic(1, 10), 0, 0), 0, 0);
  }

  @Test
  void look_negativeCurvature_hasNoBigStep() {
    assertNoBigStep(ProbedRuns.at(new Quadratic(-1, -3), 1, 1), -2, Math.sqrt(10));
  }

  @Test
  void look_straightLine_hasNoBigStep() {
    assertNoBigStep(ProbedRuns.at(new Bowl((step, x) -> 2 * x, (step, x) -> 2), 8), 16, 2);
  }

  @Test
  void look_lossOverflows_hasNoBigStep() {
    Bowl cliff =
        new Bowl((step, x) -> x < 1 ? Double.POSITIVE_INFINITY : 1, (step, x) -> x < 1 ? 0 : 1);
    Look look = look(ProbedRuns.at(cliff, 1), 0, Curvature.LOSSES, false);
    assertThat(look.etaStar()).isNaN();
  }

  private static void assertNoBigStep(Loop run, double loss, double norm) {
    for (Curvature curvature : Curvature.values()) {
      for (double h : new double[] {0, 0.5}) {
        Look look = look(run, h, curvature, true);
        assertThat(look.loss()).isEqualTo(loss);
        assertThat(look.gradientNorm()).isEqualTo(norm);
        assertThat(look.etaStar()).isNaN();
        assertThat(look.predicted()).isNaN();
        assertThat(look.reached()).isNaN();
        assertThat(look.misfit()).isNaN();
        assertThat(look.curve().lengths()).isEmpty();
        assertThat(look.curve().full()).isEmpty();
      }
    }
  }

  /** The direction is the batch's, the second curve all rows' on the same line. */
  @Test
  void look_leastSquares_hasTheFullLossOnTheBatchsLine() {
    double[] point = {0.3, -0.2};
    Look look = look(ProbedRuns.at(new LeastSquares(), point), 0, Curvature.GRADIENTS, true);
    Gradient gradient = new Gradient(2);
    assertThat(look.loss()).isEqualTo(new LeastSquares().batch(0).evaluate(point, gradient));
    assertThat(look.curve().lengths()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      double e = look.curve().lengths()[i];
      double[] moved = {point[0] - e * gradient.values[0], point[1] - e * gradient.values[1]};
      assertThat(look.curve().full()[i]).isEqualTo(LeastSquares.loss(moved));
      assertThat(look.curve().batch()[i])
          .isEqualTo(new LeastSquares().batch(0).evaluate(moved, new Gradient(2)));
    }
    assertThat(look.reached()).as("one row is fitted in one step").isLessThan(1e-12);
  }

  @Test
  void run_twoBatches_followsTheSameTwo() {
    List<Look> looks = new ArrayList<>();
    Loop run = new Loop(OptimMethod.parse("sgd"), new LeastSquares(), 7, 0, new double[] {5, -5});
    run.probe(3, FixedBatchProbe.of(List.of(2L, 5L), looks::add));
    List<Double> expected = new ArrayList<>();
    while (run.step() < 7) {
      if (run.step() % 3 == 0) {
        expected.add(new LeastSquares().batch(2).evaluate(run.query(), new Gradient(2)));
        expected.add(new LeastSquares().batch(1).evaluate(run.query(), new Gradient(2)));
      }
      run.next();
    }
    assertThat(looks).extracting(Look::step).containsExactly(0L, 0L, 3L, 3L, 6L, 6L);
    assertThat(looks).extracting(Look::batch).containsExactly(2L, 5L, 2L, 5L, 2L, 5L);
    assertThat(looks).extracting(Look::loss).isEqualTo(expected);
  }

  /** Logistic regression: one big step on the batch lowers its loss, about as far as predicted. */
  @Test
  void run_logisticRegression_bigStepLowersTheLoss() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    List<Look> looks = new ArrayList<>();
    Loop run = new Loop(OptimMethod.parse("sgd"), problem.objective(10), 20, 0, problem.point(1));
    run.probe(1, FixedBatchProbe.of(List.of(1L), looks::add));
    run.forEachRemaining(iteration -> {});
    assertThat(looks).hasSize(20);
    for (Look look : looks) {
      assertThat(look.reached()).isLessThan(look.loss());
      double error = Math.abs(look.reached() - look.predicted());
      assertThat(error).isLessThan(0.5 * (look.loss() - look.predicted()));
      assertThat(look.misfit()).isBetween(1e-12, 1.0);
    }
  }

  @Test
  void look_placeIsTheServedPoint_looksThere() {
    Place elsewhere = run -> new double[] {2, 0};
    Look look =
        ProbedRuns.look(
            ProbedRuns.at(new Quadratic(1, 10), 1, 1),
            (Consumer<Look> to) ->
                new FixedBatchProbe(List.of(0L), elsewhere, 0.1, Curvature.LOSSES, 2, false, to));
    assertThat(look.loss()).isEqualTo(2);
    assertThat(look.etaStar()).isCloseTo(1, within(Golden.TOLERANCE));
  }

  @ParameterizedTest
  @CsvSource({"LOSSES, 2, 5", "LOSSES, 6, 9", "GRADIENTS, 2, 4", "GRADIENTS, 6, 8"})
  void look_costs_whatIsDocumented(Curvature curvature, int points, int evaluations) {
    Watched watched = new Watched(new LeastSquares());
    Loop run = ProbedRuns.at(watched, 3, 4);
    new FixedBatchProbe(List.of(1L), Place.QUERY, 0, curvature, points, false, look -> {})
        .look(run);
    assertThat(watched.gradients).hasSize(evaluations);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertRefused(List.of(-1L), 0, 2, "batches must be >= 0, was [-1]");
    assertRefused(List.of(), -1, 2, "h must be finite and >= 0 (0: from the gradient), was -1.0");
    assertRefused(
        List.of(), Double.NaN, 2, "h must be finite and >= 0 (0: from the gradient), was NaN");
    assertRefused(List.of(), 0, 3, "points must be even and >= 2, was 3");
    assertRefused(List.of(), 0, 0, "points must be even and >= 2, was 0");
  }

  private static void assertRefused(List<Long> batches, double h, int points, String message) {
    assertThatThrownBy(
            () ->
                new FixedBatchProbe(
                    batches, Place.QUERY, h, Curvature.LOSSES, points, false, look -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fixed-batch probe: " + message);
  }
}
