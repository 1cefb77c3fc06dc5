// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.SampleRows;

/** Steps whose dense part is put off, beside the same steps taken along all coordinates. */
final class LazyDescentTest {
  private static final int BATCH = 6;

  /** Some thousand steps, each rounded. */
  private static final double ROUNDING = 1e-12;

  /** Barzilai-Borwein steps are quotients of differences, smaller ones as the run converges. */
  private static final double ROUNDING_OF_QUOTIENTS = 1e-10;

  private static final LinearCase CASE =
      LinearCase.logistic()
          .of(SampleRows.random(61, 211, 2, 0.02, 5))
          .penalised(0.02)
          .inSparseBatches();

  private static Loop loop(LinearCase problem, String method, long steps, double tolerance) {
    double[] start = problem.point(3);
    return new Loop(OptimMethod.parse(method), problem.objective(BATCH), steps, tolerance, start);
  }

  private static LinearCase dense(LinearCase sparse) {
    return sparse.dense().of(sparse.rows());
  }

  private static void assertClose(double[] value, double[] expected, double limit) {
    double furthest = 0;
    for (int i = 0; i < expected.length; i++) {
      furthest = Math.max(furthest, Math.abs(value[i] - expected[i]));
    }
    assertThat(furthest).isLessThan(limit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd + constant(0.3)",
        "sgd + linear(0.4, 0)",
        "sgd + cosine(0.3)",
        "svrg + sgd + constant(0.2)",
        "svrg + sgd + bb(0.1)",
        "svrg(every=5) + sgd + warmup(0.1, 0.1, linear(0.3, 0.1))",
        "alpha-svrg(linear(0.75, 0), 0, 9) + sgd + constant(0.2)",
        "l-svrg + sgd + constant(0.2)",
        "l-svrg + sgd + bb(0.1)"
      })
  void train_anyMethodThatBearsLag_isTheDenseRunUpToRounding(String method) {
    LinearCase free = CASE.withoutPenalty();
    for (LinearCase problem : List.of(CASE, free, CASE.in(1), CASE.withoutIntercept())) {
      long steps = method.contains("bb") ? 80 : 200;
      Loop lazyPoint = loop(problem, method, steps, 1e-9);
      Loop twin = loop(dense(problem), method, steps, 1e-9);
      boolean lags = problem.penalty() != null || !method.startsWith("sgd");
      assertThat(lazyPoint.context().dense() != null).isEqualTo(lags);
      assertThat(twin.context().dense()).isNull();
      double limit = method.contains("bb") ? ROUNDING_OF_QUOTIENTS : ROUNDING;
      while (twin.begin()) {
        twin.next();
        lazyPoint.next();
        assertClose(lazyPoint.served(), twin.served(), limit);
        assertClose(lazyPoint.query(), twin.query(), limit);
      }
    }
  }

  /** More steps than are kept; and penalties that are too strong to be put off. */
  @Test
  void train_longRunsAndStrongPenalties_areTheDenseRunUpToRounding() {
    for (double strength : new double[] {0.001, 0.05, 3}) {
      LinearCase problem = CASE.penalised(strength);
      for (String size : List.of("constant(0.3)", "linear(0.5, 0)")) {
        String method = "svrg(every=2200) + sgd + " + size;
        Loop lazyPoint = loop(problem, method, 3000, 0);
        Loop twin = loop(dense(problem), method, 3000, 0);
        lazyPoint.forEachRemaining(step -> {});
        twin.forEachRemaining(step -> {});
        assertClose(lazyPoint.served(), twin.served(), ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd + linear(0.4, 0)",
        "svrg + sgd + bb(0.1)",
        "alpha-svrg(linear(0.75, 0), 7, 3) + sgd + constant(0.2)",
        "l-svrg(probability=0.3) + sgd + constant(0.2)"
      })
  void resume_atAnyStep_keepsBits(String method) {
    ResumeCheck.assertSameBits(() -> loop(CASE, method, 40, 1e-9));
  }

  @Test
  void resume_afterMoreStepsThanAreKept_keepsBits() {
    String method = "sgd + linear(0.4, 0)";
    Loop whole = loop(CASE, method, 1100, 0);
    whole.forEachRemaining(step -> {});
    for (int at : new int[] {1000, 1023, 1024, 1025}) {
      Loop first = loop(CASE, method, 1100, 0);
      for (int k = 0; k < at; k++) {
        first.next();
      }
      Loop second = loop(CASE, method, 1100, 0);
      sparkoptim.core.LoopState.of(first).restore(second);
      second.forEachRemaining(step -> {});
      assertThat(second.served()).isEqualTo(whole.served());
    }
  }

  /** Looking at the point and taking gradients changes nothing. */
  @Test
  void probe_everyStep_changesNoBit() {
    String method = "svrg + sgd + constant(0.2)";
    Loop silent = loop(CASE, method, 60, 1e-9);
    Loop probed = loop(CASE, method, 60, 1e-9);
    Gradient gradient = new Gradient(probed.context().space().size());
    probed.probe(
        1,
        run -> {
          run.objective().full().evaluate(run.query(), gradient);
          run.objective().batch(run.step() + 1).evaluate(run.served(), gradient);
        });
    List<Iteration> seen = new ArrayList<>();
    silent.forEachRemaining(seen::add);
    List<Iteration> seenProbed = new ArrayList<>();
    probed.forEachRemaining(seenProbed::add);
    assertThat(seenProbed).isEqualTo(seen);
    assertThat(probed.served()).isEqualTo(silent.served());
  }

  /** The batch's loss at the point, and the penalty of the point that was last whole. */
  @Test
  void loss_ofAStep_hasThePenaltyOfTheLastWholePoint() {
    Loop lazyPoint = loop(CASE, "svrg + sgd + constant(0.2)", 40, 0);
    double penalty = Double.NaN;
    boolean lagged = false;
    while (lazyPoint.begin()) {
      double[] x = lazyPoint.query().clone();
      if (lazyPoint.step() % lazyPoint.context().plan().stepsPerEpoch() == 0) {
        penalty = penalty(x);
      }
      double loss =
          CASE.objective(BATCH).batch(lazyPoint.step()).evaluate(x, new Gradient(x.length));
      lagged |= Math.abs(penalty(x) - penalty) > 1e-6;
      double seen = lazyPoint.next().loss();
      assertThat(seen).isCloseTo(loss - penalty(x) + penalty, within(ROUNDING));
    }
    assertThat(lagged).isTrue();
  }

  private static double penalty(double[] x) {
    double sum = 0;
    for (int j = 0; j < CASE.penalty().length; j++) {
      sum += CASE.penalty()[j] * x[j] * x[j] / 2;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(0.9) + constant(0.1)",
        "adagrad + constant(0.1)",
        "svrg + adam + constant(0.1)",
        "sgd + ema + constant(0.1)",
        "sgd + plateau(0.1)",
        "sarah + sgd + constant(0.1)",
        "clip + sgd + constant(0.1)"
      })
  void train_methodsThatReadAllCoordinates_doNotLag(String method) {
    assertThat(loop(CASE, method, 10, 0).context().dense()).isNull();
    assertThat(loop(CASE.withL1(0.1), "sgd + constant(0.1)", 10, 0).context().dense()).isNull();
  }
}
