// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.LinearCase;

/** All losses of one margin. */
final class LossesTest {
  private static final List<ScalarLoss> LOSSES =
      List.of(
          LogisticLoss.LOSS,
          SquaredLoss.LOSS,
          new HuberLoss(0.7),
          HingeLoss.LOSS,
          SquaredHingeLoss.LOSS,
          new SmoothHingeLoss(0.7),
          PoissonLoss.LOSS);

  /** Central differences: rounding 1e-16 over a step of 1e-5, and 1e-10 of third derivatives. */
  private static final double DIFFERENCE = 1e-5;

  private static final double DIFFERENCE_ERROR = 1e-8;
  private static final double ROUNDING = 1e-14;

  static Stream<ScalarLoss> losses() {
    return LOSSES.stream();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void slope_awayFromKinks_isTheValuesDerivative(ScalarLoss loss) {
    for (double margin : new double[] {-5, -1.3, -0.2, 0.31, 0.9, 1.25, 4}) {
      for (double label : new double[] {0, 1}) {
        double ahead = loss.value(label, margin + DIFFERENCE);
        double behind = loss.value(label, margin - DIFFERENCE);
        assertThat(loss.slope(label, margin))
            .isCloseTo((ahead - behind) / (2 * DIFFERENCE), within(DIFFERENCE_ERROR));
      }
    }
  }

  /** The slope is a subgradient everywhere: the line through it lies below the loss. */
  @ParameterizedTest
  @MethodSource("losses")
  void slope_kinksIncluded_isASubgradient(ScalarLoss loss) {
    for (double label : new double[] {0, 1}) {
      for (double at = -3; at <= 3; at += 0.25) {
        for (double other = -4; other <= 4; other += 0.25) {
          double line = loss.value(label, at) + loss.slope(label, at) * (other - at);
          assertThat(loss.value(label, other)).isGreaterThanOrEqualTo(line - 1e-12);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void curvature_boundsTheSlopesChange(ScalarLoss loss) {
    double steepest = 0;
    for (double margin = -6; margin <= 6; margin += 0.01) {
      double change = loss.slope(1, margin + 1e-3) - loss.slope(1, margin);
      steepest = Math.max(steepest, change / 1e-3);
    }
    assertThat(steepest).isLessThanOrEqualTo(loss.curvature() * (1 + 1e-9));
    boolean bounded = loss.curvature() < Double.POSITIVE_INFINITY;
    assertThat(steepest > 300).isEqualTo(!bounded);
    if (bounded) {
      assertThat(steepest).isGreaterThan(0.99 * loss.curvature());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void value_ofNaN_isNaN(ScalarLoss loss) {
    assertThat(loss.value(0, Double.NaN)).isNaN();
    assertThat(loss.value(1, Double.NaN)).isNaN();
  }

  @Test
  void values_byHand_areTheFormulas() {
    assertThat(SquaredLoss.LOSS.value(3, 1)).isEqualTo(2);
    HuberLoss huber = new HuberLoss(0.5);
    assertThat(huber.value(1, 1.25)).isEqualTo(0.03125);
    assertThat(huber.value(1, 3)).isCloseTo(0.5 * (2 - 0.25), within(ROUNDING));
    assertThat(huber.value(1, -1)).isEqualTo(huber.value(1, 3));
    assertThat(huber.slope(1, 1.5)).isEqualTo(0.5);
    assertThat(huber.slope(1, -9)).isEqualTo(-0.5);
    assertThat(HingeLoss.LOSS.value(1, -2)).isEqualTo(3);
    assertThat(HingeLoss.LOSS.value(0, -2)).isZero();
    assertThat(HingeLoss.LOSS.value(0, 0.5)).isEqualTo(1.5);
    assertThat(SquaredHingeLoss.LOSS.value(1, -2)).isEqualTo(9);
    assertThat(SquaredHingeLoss.LOSS.slope(0, 0.5)).isEqualTo(3);
    assertThat(PoissonLoss.LOSS.value(4, 0.5)).isCloseTo(StrictMath.exp(0.5) - 2, within(ROUNDING));
    assertThat(PoissonLoss.LOSS.slope(4, Math.log(4))).isCloseTo(0, within(1e-14));
  }

  /** The kinks lie at s m = 1. */
  @Test
  void hinge_atTheKink_hasSlopeZero() {
    assertThat(HingeLoss.LOSS.slope(1, 1)).isZero();
    assertThat(HingeLoss.LOSS.slope(0, -1)).isZero();
    assertThat(HingeLoss.LOSS.slope(1, Math.nextDown(1.0))).isEqualTo(-1);
    assertThat(HingeLoss.LOSS.slope(0, Math.nextUp(-1.0))).isEqualTo(1);
  }

  static Stream<LinearCase> problems() {
    return losses()
        .flatMap(loss -> Stream.of(LinearCase.logistic().with(loss)))
        .flatMap(problem -> Stream.of(problem, problem.penalised(0.2)))
        .flatMap(problem -> Stream.of(problem, problem.withoutIntercept()))
        .flatMap(problem -> Stream.of(problem, problem.dense()));
  }

  /** Weighted rows in sparse and dense blocks, with and without intercept and penalty. */
  @ParameterizedTest
  @MethodSource("problems")
  void gradient_ofAProblem_isTheLossesDerivative(LinearCase problem) {
    double[] point = problem.point(2);
    for (Objective rows : List.of(problem.objective(0).full(), problem.objective(9).batch(2))) {
      Gradient gradient = new Gradient(point.length);
      Gradient ignored = new Gradient(point.length);
      rows.evaluate(point, gradient);
      for (int i = 0; i < point.length; i++) {
        double at = point[i];
        point[i] = at + DIFFERENCE;
        double ahead = rows.evaluate(point, ignored);
        point[i] = at - DIFFERENCE;
        double behind = rows.evaluate(point, ignored);
        point[i] = at;
        assertThat(gradient.values[i])
            .isCloseTo((ahead - behind) / (2 * DIFFERENCE), within(DIFFERENCE_ERROR));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"svrg + sgd + linear(0.1, 0)", "svrg + local + linear(0.1, 0)"})
  void run_anyLoss_lowersIt(String method) {
    for (ScalarLoss loss : LOSSES) {
      LinearCase problem = LinearCase.logistic().with(loss).penalised(0.01);
      Loop loop =
          new Loop(OptimMethod.parse(method), problem.objective(0), 60, 0, problem.point(3));
      double first = loop.next().loss();
      double last = Double.NaN;
      while (loop.begin()) {
        last = loop.next().loss();
      }
      assertThat(last).as("%s", loss).isLessThan(0.9 * first);
    }
  }

  @Test
  void poisson_hugeMargins_endAsDiverged() {
    LinearCase problem = LinearCase.logistic().with(PoissonLoss.LOSS);
    Loop loop =
        new Loop(
            OptimMethod.parse("sgd + constant(1e6)"), problem.objective(0), 9, 0, problem.point(1));
    assertThatThrownBy(() -> loop.forEachRemaining(iteration -> {}))
        .isInstanceOf(DivergedException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void huber_badDelta_isRefused(double delta) {
    assertThatThrownBy(() -> new HuberLoss(delta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("huber: delta must be finite and > 0, was " + delta);
  }

  @Test
  void smoothHinge_isJustAboveHinge() {
    SmoothHingeLoss smooth = new SmoothHingeLoss(0.4);
    double most = 0;
    for (double margin = -3; margin <= 3; margin += 0.01) {
      for (double label : new double[] {0, 1}) {
        double more = smooth.value(label, margin) - HingeLoss.LOSS.value(label, margin);
        assertThat(more).isBetween(-1e-15, 0.05 + 1e-15);
        most = Math.max(most, more);
      }
    }
    assertThat(most).isCloseTo(0.4 / 8, within(1e-4));
    assertThatThrownBy(() -> new SmoothHingeLoss(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("smooth-hinge: width must be finite and > 0, was 0.0");
  }
}
