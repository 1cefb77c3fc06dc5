// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.Watched;
import sparkoptim.core.testing.WrittenSchedule;

final class StepTunedSgdTest {
  /** A few roundings. */
  private static final double ROUNDING = 1e-13;

  private static final Plan PLAN = new Plan(1, 100, 1);

  private static Loop loop(String method, StochasticObjective objective, double... point) {
    return new Loop(OptimMethod.parse(method), objective, 12, 0, point);
  }

  private static double gamma(UpdateRule.Run run) {
    return LoopState.of(run).numbers().get("gamma");
  }

  private static double gamma(Loop loop) {
    return LoopState.of(loop).numbers().get("rule.gamma");
  }

  /** The algorithm as it is written, over {@code 1/2 sum h_i x_i^2}. */
  private static final class Twin {
    private final StepTunedSgd settings;
    private final double[] h;
    private final double[] x;
    private final double[] mean;
    private double gamma = 1;
    private int k;

    Twin(StepTunedSgd settings, double[] h, double[] x) {
      this.settings = settings;
      this.h = h;
      this.x = x.clone();
      mean = new double[x.length];
    }

    void step(double eta) {
      double num = 0;
      double den = 0;
      double square = 0;
      for (int i = 0; i < x.length; i++) {
        double g = h[i] * x[i];
        double half = x[i] - eta * gamma * g;
        double d = half - x[i];
        double next = h[i] * half;
        x[i] = half - eta * gamma * next;
        mean[i] = settings.beta() * mean[i] + (1 - settings.beta()) * (next - g);
        double corrected = mean[i] / (1 - Math.pow(settings.beta(), k + 1));
        num += d * d;
        den += corrected * d;
        square += corrected * corrected;
      }
      double ratio = settings.ratio() == StepTunedSgd.Ratio.LONG ? num / den : den / square;
      gamma = Math.min(Math.max(den > 0 ? ratio : settings.nu(), settings.min()), settings.max());
      k++;
    }
  }

  @ParameterizedTest
  @CsvSource({"0.9, LONG", "0.9, SHORT", "0.5, LONG", "0.5, SHORT", "0, LONG", "0, SHORT"})
  void run_quadratic_isItsTwins(double beta, StepTunedSgd.Ratio ratio) {
    StepTunedSgd settings = new StepTunedSgd(1.5, beta, 1e-3, 1e3, ratio);
    double[] h = {1, 3, 0.2};
    double[] start = {1, -2, 3};
    OptimMethod method =
        new OptimMethod(
            Plain.DEFAULT,
            settings,
            OptimMethod.parse("constant(0.2)").stepSize(),
            OptimMethod.parse("none").average());
    Loop loop = new Loop(method, new Quadratic(h), 12, 0, start);
    Twin twin = new Twin(settings, h, start);
    for (int k = 0; k < 12; k++) {
      loop.next();
      twin.step(0.2);
      assertThat(loop.served()).as("step %d", k).containsExactly(twin.x, within(ROUNDING));
      assertThat(gamma(loop)).as("step %d", k).isCloseTo(twin.gamma, within(ROUNDING * 1e3));
    }
  }

  /** With one curvature both ratios are its inverse, where no old difference is averaged in. */
  @ParameterizedTest
  @ValueSource(strings = {"long", "short"})
  void gamma_oneCurvature_isItsInverse(String ratio) {
    String method = "step-tuned(beta=0, min=0.01, max=100, ratio=%s) + constant(0.1)";
    Loop loop = loop(method.formatted(ratio), new Quadratic(4, 4), 1, 2);
    loop.next();
    assertThat(gamma(loop)).isCloseTo(0.25, within(ROUNDING));
  }

  @Test
  void step_alphaSvrg_correctsBothHalvesOnOneBatch() {
    Watched objective = new Watched(LinearCase.logistic().objective(10));
    Loop loop = loop("alpha-svrg(0.7) + step-tuned + constant(0.1)", objective, new double[7]);
    loop.next();
    loop.next();
    assertThat(objective.coefficients).containsExactly(0.7, 0.7, 0.7, 0.7);
  }

  @Test
  void choice_saysThatItTakesTwoGradients() {
    assertThat(StepTunedSgd.DEFAULT.evaluations()).isEqualTo(2);
    assertThat(StepTunedSgd.DEFAULT.offers()).isEmpty();
    assertThat(OptimMethod.parse("step-tuned").passesPerEpoch(Set.of(), 5)).isEqualTo(2);
  }

  /** The curvature of the penalty is in the difference of gradients. */
  @Test
  void gamma_weightDecay_isInTheDifference() {
    LinearCase problem = LinearCase.logistic().penalised(0.5);
    double[] x = problem.point(3);
    Loop loop = loop("step-tuned(min=1e-9, max=1e9) + constant(0.3)", problem.objective(0), x);
    loop.next();
    double expected = gammaOf(new NaiveLinear(problem), x);
    assertThat(gamma(loop)).isCloseTo(expected, within(1e-10 * expected));
    double without = gammaOf(new NaiveLinear(LinearCase.logistic()), x);
    assertThat(without).isGreaterThan(1.1 * expected);
  }

  /** The first gamma of steps of 0.3 over all rows. */
  private static double gammaOf(NaiveLinear problem, double[] x) {
    double[] g = problem.gradient(x);
    double[] half = x.clone();
    for (int i = 0; i < x.length; i++) {
      half[i] -= 0.3 * g[i];
    }
    double[] next = problem.gradient(half);
    double num = 0;
    double den = 0;
    for (int i = 0; i < x.length; i++) {
      num += (half[i] - x[i]) * (half[i] - x[i]);
      den += (half[i] - x[i]) * (next[i] - g[i]);
    }
    return num / den;
  }

  /** A step of length 0 meets no curvature. */
  @Test
  void step_etaZero_staysAndTakesNu() {
    StepTunedSgd settings = new StepTunedSgd(1.5, 0.9, 0.5, 2, StepTunedSgd.Ratio.LONG);
    Quadratic quadratic = new Quadratic(3, 3);
    UpdateRule.Run run =
        settings.start(new RunContext(quadratic.space(), PLAN), new double[] {1, 1});
    run.step(0, 0, quadratic);
    assertThat(run.served()).isEqualTo(new double[] {1, 1});
    assertThat(gamma(run)).isEqualTo(1.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 50})
  void nu_outsideOfTheBounds_isClamped(double nu) {
    StepTunedSgd settings = new StepTunedSgd(nu, 0.9, 0.5, 2, StepTunedSgd.Ratio.LONG);
    Quadratic flat = new Quadratic(0, 0);
    UpdateRule.Run run = settings.start(new RunContext(flat.space(), PLAN), new double[] {1, 1});
    run.step(0, 0.1, flat);
    assertThat(gamma(run)).isEqualTo(nu < 1 ? 0.5 : 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "short"})
  void step_overflow_throws(String ratio) {
    String method = "step-tuned(ratio=%s) + constant(1)".formatted(ratio);
    double huge = ratio.equals("long") ? 1e155 : 1e153;
    String what = ratio.equals("long") ? "gradient" : "mean gradient difference";
    Loop loop = loop(method, new Quadratic(100, 100), huge / 100, huge / 100);
    assertThatThrownBy(loop::next)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 0: the squared norm of the " + what + " is Infinity");
  }

  /** A NaN must not pass for negative curvature. */
  @Test
  void step_gradientOfTheSecondHalfNaN_throws() {
    UpdateRule.Run run =
        StepTunedSgd.DEFAULT.start(new RunContext(new WholeSpace(1), PLAN), new double[] {1});
    Oracle broken = new Broken();
    assertThatThrownBy(() -> run.step(7, 0.1, broken))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("step 7: the curvature along the step is NaN");
  }

  private static final class Broken implements Oracle {
    private int calls;

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      gradient.values[0] = calls++ == 0 ? 1 : Double.NaN;
      return 1;
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void restore_atAnyStep_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    ResumeCheck.assertSameBits(
        () ->
            new Loop(
                OptimMethod.parse("step-tuned + linear(0.5, 0.1)"),
                problem.objective(10),
                9,
                0,
                problem.point(1)));
  }

  @Test
  void text_everySetting_parsesBack() {
    OptimMethod method = OptimMethod.parse("step-tuned(1.5, 0.5, 0.25, 4, short)");
    assertThat(method.rule())
        .isEqualTo(new StepTunedSgd(1.5, 0.5, 0.25, 4, StepTunedSgd.Ratio.SHORT));
    assertThat(method.toString())
        .contains(" step-tuned(nu=1.5, beta=0.5, min=0.25, max=4.0, ratio=short) ");
    assertThat(OptimMethod.parse("step-tuned").rule())
        .isEqualTo(new StepTunedSgd(2, 0.9, 0.5, 2, StepTunedSgd.Ratio.LONG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nu=0; nu must be finite and > 0, was 0.0",
        "nu=Infinity; nu must be finite and > 0, was Infinity",
        "beta=1; beta must be in [0, 1), was 1.0",
        "beta=-0.1; beta must be in [0, 1), was -0.1",
        "beta=NaN; beta must be in [0, 1), was NaN",
        "min=0; min must be > 0, was 0.0",
        "min=NaN; min must be > 0, was NaN",
        "max=0.4; max must be finite and >= min = 0.5, was 0.4",
        "max=Infinity; max must be finite and >= min = 0.5, was Infinity",
      })
  void setting_outOfRange_isRefused(String setting, String message) {
    assertThatThrownBy(() -> OptimMethod.parse("step-tuned(" + setting + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": step-tuned: " + message);
  }

  @Test
  void ratio_null_isRefused() {
    assertThatThrownBy(() -> new StepTunedSgd(2, 0.9, 0.5, 2, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step-tuned: ratio must be given, was null");
  }

  @Test
  void step_etaOfTheStepSize_multipliesGamma() {
    OptimMethod method =
        new OptimMethod(
            Plain.DEFAULT,
            StepTunedSgd.DEFAULT,
            new WrittenSchedule(0.5, 0),
            OptimMethod.parse("none").average());
    Loop loop = new Loop(method, new Quadratic(1), 2, 0, new double[] {1});
    loop.next();
    assertThat(loop.served()).isEqualTo(new double[] {0.25});
    loop.next();
    assertThat(loop.served()).isEqualTo(new double[] {0.25});
  }
}
