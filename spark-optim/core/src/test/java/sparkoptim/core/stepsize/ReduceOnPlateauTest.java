// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StepSize;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.ResumeCheck;

final class ReduceOnPlateauTest {
  private static final double[] POINT = {0};

  /** Gives the losses that a test sets. */
  private static final class Scripted implements Oracle {
    private double loss;

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return loss;
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      return loss;
    }
  }

  private static StepSize.Run run(ReduceOnPlateau settings, long stepsPerEpoch) {
    return settings.start(new RunContext(new WholeSpace(1), new Plan(stepsPerEpoch, 1000, 1)));
  }

  /** Step sizes of one epoch more than there are losses, with one step an epoch. */
  private static double[] sizes(ReduceOnPlateau settings, double... losses) {
    StepSize.Run run = run(settings, 1);
    Scripted script = new Scripted();
    Oracle oracle = run.watch(script);
    double[] sizes = new double[losses.length + 1];
    for (int epoch = 0; epoch < losses.length; epoch++) {
      sizes[epoch] = run.at(epoch);
      script.loss = losses[epoch];
      oracle.evaluate(POINT, new Gradient(1));
    }
    sizes[losses.length] = run.at(losses.length);
    return sizes;
  }

  private static ReduceOnPlateau halving(long patience, double threshold, long cooldown) {
    return new ReduceOnPlateau(0.8, 0.5, patience, threshold, cooldown, 0);
  }

  @Test
  void at_fallingLosses_staysTheValue() {
    assertThat(sizes(halving(0, 0, 0), 5, 4, 3, 2, 1)).containsOnly(0.8);
  }

  @Test
  void at_noPatience_fallsAtOnce() {
    assertThat(sizes(halving(0, 0, 0), 5, 4, 4, 4.5, 3))
        .containsExactly(0.8, 0.8, 0.8, 0.4, 0.2, 0.2);
  }

  @Test
  void at_patienceOfTwo_fallsAfterThree() {
    assertThat(sizes(halving(2, 0, 0), 5, 6, 6, 6, 6, 6, 6))
        .containsExactly(0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2);
  }

  @Test
  void at_betterEpochInBetween_countsAnew() {
    assertThat(sizes(halving(1, 0, 0), 5, 6, 4, 6, 6, 6))
        .containsExactly(0.8, 0.8, 0.8, 0.8, 0.8, 0.4, 0.4);
  }

  @Test
  void at_improvementBelowTheThreshold_isNone() {
    assertThat(sizes(halving(0, 0.1, 0), 10, 9.5, 8.9, 8.1, 8.0))
        .containsExactly(0.8, 0.8, 0.4, 0.4, 0.2, 0.2);
  }

  /** Of a negative loss the threshold is a share of its magnitude: lower, not higher. */
  @Test
  void at_negativeLosses_mustFallByTheThresholdToo() {
    assertThat(sizes(halving(0, 0.1, 0), -10, -10.5, -11.5, -20))
        .containsExactly(0.8, 0.8, 0.4, 0.4, 0.4);
  }

  @Test
  void at_cooldown_doesNotCountItsEpochs() {
    assertThat(sizes(halving(0, 0, 2), 5, 6, 6, 6, 6, 6, 6, 6))
        .containsExactly(0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1);
  }

  @Test
  void at_min_isTheFloor() {
    assertThat(sizes(new ReduceOnPlateau(0.8, 0.5, 0, 0, 0, 0.3), 5, 6, 6, 6))
        .containsExactly(0.8, 0.8, 0.4, 0.3, 0.3);
  }

  @Test
  void at_hugeLossFirst_doesNotSpoilTheBest() {
    assertThat(sizes(halving(0, 0.1, 0), Double.MAX_VALUE, 1, 2))
        .containsExactly(0.8, 0.8, 0.8, 0.4);
  }

  /** Means 5 and 5 and 4.5: the single losses would say otherwise. */
  @Test
  void at_severalSteps_comparesTheEpochsMeans() {
    StepSize.Run run = run(halving(0, 0, 0), 2);
    Scripted script = new Scripted();
    Oracle oracle = run.watch(script);
    double[] losses = {4, 6, 9, 1, 8, 1};
    double[] expected = {0.8, 0.8, 0.8, 0.8, 0.4, 0.4};
    for (int step = 0; step < losses.length; step++) {
      assertThat(run.at(step)).as("step %d", step).isEqualTo(expected[step]);
      script.loss = losses[step];
      oracle.evaluate(POINT, new Gradient(1));
    }
    assertThat(run.at(6)).isEqualTo(0.4);
  }

  /** A rule of two evaluations: the second one's losses rise, and do not count. */
  @Test
  void watch_severalEvaluationsAStep_readsTheFirst() {
    StepSize.Run run = run(halving(0, 0, 0), 1);
    Scripted script = new Scripted();
    Oracle oracle = run.watch(script);
    for (int step = 0; step < 5; step++) {
      assertThat(run.at(step)).isEqualTo(0.8);
      script.loss = 5 - step;
      assertThat(oracle.evaluate(POINT, new Gradient(1))).isEqualTo(script.loss);
      script.loss = 100 + step;
      assertThat(oracle.evaluate(POINT, new Gradient(1))).isEqualTo(script.loss);
    }
  }

  @Test
  void watch_pass_isReadToo() {
    StepSize.Run run = run(halving(0, 0, 0), 1);
    Scripted script = new Scripted();
    Oracle oracle = run.watch(script);
    for (int step = 0; step < 3; step++) {
      script.loss = 5;
      run.at(step);
      assertThat(oracle.localEpoch(POINT, 0.1)).isEqualTo(5);
    }
    assertThat(run.at(3)).isEqualTo(0.2);
  }

  /** The epochs' mean losses of the same run without the step size decide. */
  @Test
  void run_leastSquares_fallsWhereTheMeansStopFalling() {
    String method = "plain + sgd + plateau(0.3, 0.5, patience=0, threshold=0.2)";
    Loop loop =
        new Loop(OptimMethod.parse(method), new LeastSquares(), 200, 0, new double[] {9, -9});
    double best = Double.POSITIVE_INFINITY;
    double expected = 0.3;
    double[] losses = new double[LeastSquares.ROWS];
    while (loop.begin()) {
      int at = (int) loop.step() % LeastSquares.ROWS;
      if (loop.step() > 0 && at == 0) {
        double mean = Arrays.stream(losses).average().orElseThrow();
        expected = mean < 0.8 * best ? expected : expected / 2;
        best = mean < 0.8 * best ? mean : best;
      }
      var iteration = loop.next();
      assertThat(iteration.stepSize()).as("step %d", iteration.step()).isEqualTo(expected);
      losses[at] = iteration.loss();
    }
    assertThat(expected).as("it did fall").isLessThan(0.3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain + sgd(0.9)", "svrg + sgd", "plain + local"})
  void restore_atAnyStep_continuesWithTheSameBits(String rest) {
    boolean passes = rest.endsWith("local");
    String method = rest + " + plateau(0.2, 0.5, patience=0, threshold=0.1, cooldown=1)";
    LinearCase problem = LinearCase.logistic();
    ResumeCheck.assertSameBits(
        () ->
            new Loop(
                OptimMethod.parse(method),
                problem.objective(passes ? 0 : 10),
                14,
                0,
                problem.point(1)));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0, 0", "0.5, 3, 0", "0.1, 0, 2", "0.5, 2, 3"})
  void at_longScript_isTheStepwiseTwin(double factor, long patience, long cooldown) {
    double[] losses = new double[200];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = 1.0 / (1 + i / 20) + 0.05 * Math.sin(i * i);
    }
    double[] sizes =
        sizes(new ReduceOnPlateau(0.8, factor, patience, 1e-3, cooldown, 1e-6), losses);
    double best = Double.MAX_VALUE;
    double size = 0.8;
    long bad = 0;
    long wait = 0;
    for (int i = 0; i < losses.length; i++) {
      assertThat(sizes[i]).as("epoch %d", i).isEqualTo(size);
      boolean better = losses[i] < best * (1 - 1e-3);
      best = better ? losses[i] : best;
      bad = wait > 0 || better ? 0 : bad + 1;
      wait = Math.max(0, wait - 1);
      if (bad > patience) {
        size = Math.max(1e-6, size * factor);
        wait = cooldown;
        bad = 0;
      }
    }
    assertThat(size).isLessThan(0.8);
  }
}
