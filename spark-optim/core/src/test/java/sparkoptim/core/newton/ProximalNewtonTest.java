// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.newton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.SquaredHingeLoss;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.SampleRows;

/** L1 and elastic net by proximal Newton, beside coordinate descent straight from the formula. */
final class ProximalNewtonTest {
  private static final LinearCase LOGISTIC = LinearCase.logistic().penalised(0.02).withL1(0.06);
  private static final LinearCase SOFTMAX = LinearCase.softmax().penalised(0.01).withL1(0.05);

  private static LinearCase scalar(LinearLoss loss) {
    return LOGISTIC.with(loss);
  }

  static Stream<LinearCase> problems() {
    return Stream.of(
        LOGISTIC,
        LOGISTIC.dense().withoutIntercept(),
        LinearCase.logistic().withL1(0.06),
        scalar(new SquaredLoss()).withL1(0.1),
        scalar(SquaredHingeLoss.LOSS),
        scalar(new HuberLoss(0.5)),
        scalar(PoissonLoss.LOSS),
        SOFTMAX,
        SOFTMAX.withoutIntercept(),
        LinearCase.softmax().dense().withL1(0.05));
  }

  private static Loop loop(LinearCase problem, String method, long steps, double tolerance) {
    return loop(problem, method, steps, tolerance, problem.point(2));
  }

  private static Loop loop(
      LinearCase problem, String method, long steps, double tolerance, double[] start) {
    OptimMethod newton = OptimMethod.parse(method + " + constant(1)");
    return new Loop(newton, problem.objective(0), steps, tolerance, start);
  }

  /**
   * Each coordinate in turn to the least value along it, which false position finds on the
   * derivative, until none moves.
   */
  private static double[] coordinateDescent(LinearCase problem) {
    NaiveLinear naive = new NaiveLinear(problem);
    double[] l = naive.l1();
    double[] x = new double[l.length];
    for (int sweep = 0; sweep < 3_000; sweep++) {
      double moved = 0;
      for (int j = 0; j < x.length; j++) {
        double before = x[j];
        x[j] = least(naive, x, j, l[j]);
        moved = Math.max(moved, Math.abs(x[j] - before));
      }
      if (moved < 1e-12) {
        break;
      }
    }
    return x;
  }

  private static double least(NaiveLinear naive, double[] x, int j, double l) {
    x[j] = 0;
    double slope = naive.gradient(x)[j];
    if (Math.abs(slope) <= l) {
      return 0;
    }
    double sign = -Math.signum(slope);
    double low = 0;
    double atLow = l - Math.abs(slope);
    double high = 1;
    double atHigh = slopeAt(naive, x, j, sign, l);
    while (atHigh < 0) {
      low = high;
      atLow = atHigh;
      high *= 2;
      atHigh = slopeAt(naive, x, j, sign * high, l);
    }
    boolean raised = false;
    boolean lowered = false;
    double middle = high;
    for (double value = atHigh; Math.abs(value) > 1e-15 && high - low > 1e-15 * high; ) {
      middle = (low * atHigh - high * atLow) / (atHigh - atLow);
      value = slopeAt(naive, x, j, sign * middle, l);
      if (value < 0) {
        low = middle;
        atLow = value;
        atHigh = raised ? atHigh / 2 : atHigh;
      } else {
        high = middle;
        atHigh = value;
        atLow = lowered ? atLow / 2 : atLow;
      }
      raised = value < 0;
      lowered = !raised;
    }
    return sign * middle;
  }

  /** The derivative along a coordinate away from 0, where it has a value. */
  private static double slopeAt(NaiveLinear naive, double[] x, int j, double value, double l) {
    x[j] = value;
    return Math.signum(value) * naive.gradient(x)[j] + l;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void run_anyLoss_endsWhereCoordinateDescentDoes(LinearCase problem) {
    double[] expected = coordinateDescent(problem);
    NaiveLinear naive = new NaiveLinear(problem);
    for (String metric : List.of("coupled", "block")) {
      String method = "sampled-newton(metric=" + metric + ")";
      Loop loop = loop(problem, method, 60, 1e-13);
      loop.forEachRemaining(iteration -> {});
      assertThat(loop.stopReason()).as(metric).isEqualTo(StopReason.CONVERGED);
      assertThat(naive.loss(loop.served())).isCloseTo(naive.loss(expected), within(1e-12));
      assertThat(zeros(loop.served())).isEqualTo(zeros(expected)).isNotEmpty();
      Loop exact = loop(problem, method, 60, 0);
      exact.forEachRemaining(iteration -> {});
      double[] x = exact.served();
      assertThat(zeros(x)).isEqualTo(zeros(expected));
      assertThat(centred(problem, x)).containsExactly(centred(problem, expected), within(1e-8));
      assertThat(violation(naive, x)).isLessThan(1e-8);
    }
  }

  /** The intercepts of classes are known up to a number that is added to all. */
  private static double[] centred(LinearCase problem, double[] x) {
    double[] centred = x.clone();
    int from = x.length - problem.outputs();
    if (problem.intercept() && problem.outputs() > 1) {
      double mean = Arrays.stream(x, from, x.length).average().orElseThrow();
      for (int i = from; i < x.length; i++) {
        centred[i] -= mean;
      }
    }
    return centred;
  }

  private static List<Integer> zeros(double[] x) {
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.doubleToRawLongBits(x[i]) == 0) { // -0 is none
        zeros.add(i);
      }
    }
    return zeros;
  }

  /** The largest coordinate of the smallest subgradient. */
  private static double violation(NaiveLinear naive, double[] x) {
    double[] g = naive.gradient(x);
    double[] l = naive.l1();
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double least = x[i] != 0 ? Math.abs(g[i] + l[i] * Math.signum(x[i])) : Math.abs(g[i]) - l[i];
      worst = Math.max(worst, least);
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void run_strongPenalty_endsAtTheNullModelAtOnce(LinearCase problem) {
    LinearCase strong = problem.withL1(100);
    double[] start = nullModel(strong);
    Loop loop = loop(strong, "sampled-newton(metric=coupled)", 20, 1e-6, start);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(loop.passes()).isEqualTo(1);
    assertThat(loop.served()).isEqualTo(start);
  }

  /** Coefficients of 0, and the intercepts that are best with them. */
  private static double[] nullModel(LinearCase problem) {
    return coordinateDescent(problem.withL1(100));
  }

  /** At the least penalty that leaves the null model, and a little below it. */
  @ParameterizedTest
  @ValueSource(strings = {"coupled", "block"})
  void run_aroundTheLargestUsefulPenalty_hasZerosOnlyAbove(String metric) {
    for (LinearCase problem : List.of(LinearCase.logistic(), LinearCase.softmax())) {
      double[] start = nullModel(problem);
      double[] g = new NaiveLinear(problem).gradient(start);
      double[] shares = new NaiveLinear(problem.withL1(1)).l1();
      double most = 0;
      for (int i = 0; i < problem.rows().width() * problem.outputs(); i++) {
        most = Math.max(most, Math.abs(g[i]) / shares[i]);
      }
      String method = "sampled-newton(metric=" + metric + ")";
      Loop above = loop(problem.withL1(most * (1 + 1e-6)), method, 40, 1e-12, problem.point(4));
      above.forEachRemaining(iteration -> {});
      int coefficients = start.length - problem.outputs();
      assertThat(zeros(above.served())).hasSize(coefficients);
      Loop below = loop(problem.withL1(most * 0.999), method, 40, 1e-12, start);
      below.forEachRemaining(iteration -> {});
      assertThat(zeros(below.served())).hasSize(coefficients - 1);
    }
  }

  /** More rows than a first sample has, and columns that nobody needs. */
  private static SampleRows many(int rows, int width, long seed) {
    Random random = new Random(seed);
    SampleRows sample = SampleRows.random(rows, width, 2, 1, seed);
    double[] model = random.doubles(width, -1, 1).toArray();
    for (int i = 0; i < rows; i++) {
      double margin = random.nextGaussian();
      for (int j = 0; j < width; j += 3) {
        sample.features()[i][j] += sample.features()[i][(j + 1) % width];
        margin += model[j] * sample.features()[i][j];
      }
      sample.labels()[i] = margin > 0 ? 1 : 0;
    }
    return sample;
  }

  /** The promise of the tolerance, whatever the sample, and wherever the run starts. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0",
    "0.03, 0",
    "0.003, 0",
    "3e-4, 0",
    "0.03, 0.01",
    "0.003, 1e-3",
    "3e-4, 1e-4"
  })
  void converged_sampledMatrix_isWithinTheTolerance(double l1, double l2) {
    SampleRows rows = many(3_000, 30, 7);
    LinearCase problem = LinearCase.logistic().dense().of(rows).withL1(l1);
    problem = l2 > 0 ? problem.penalised(l2) : problem;
    Loop exact = loop(problem, "sampled-newton", 60, 0, new double[31]);
    exact.forEachRemaining(iteration -> {});
    NaiveLinear naive = new NaiveLinear(problem);
    double least = naive.loss(exact.served());
    assertThat(violation(naive, exact.served())).isLessThan(1e-9);
    for (double tolerance : new double[] {1e-3, 1e-6, 1e-9}) {
      for (double[] start : List.of(new double[31], problem.point(3))) {
        Loop loop = loop(problem, "sampled-newton(rows=300)", 60, tolerance, start);
        loop.forEachRemaining(iteration -> {});
        assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
        double gap = naive.loss(loop.served()) - least;
        assertThat(gap).isBetween(-1e-12, tolerance * least);
      }
    }
  }

  @Test
  void run_anyNumberOfShards_takesTheSamePasses() {
    LinearCase problem = LinearCase.logistic().dense().of(many(3_000, 30, 8)).withL1(0.003);
    List<double[]> served = new ArrayList<>();
    List<Double> passes = new ArrayList<>();
    for (int shards : new int[] {1, 4, 16}) {
      Loop loop = loop(problem.in(shards), "sampled-newton", 60, 1e-9, new double[31]);
      loop.forEachRemaining(iteration -> {});
      served.add(loop.served().clone());
      passes.add(loop.passes());
    }
    assertThat(passes).containsOnly(passes.get(0));
    for (double[] other : served) {
      assertThat(other).containsExactly(served.get(0), within(1e-7));
      assertThat(zeros(other)).isEqualTo(zeros(served.get(0)));
    }
  }

  /** Also between a refused trial and its search, and past the last pair that is kept. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sampled-newton",
        "sampled-newton(memory=2)",
        "sampled-newton(memory=0, metric=block)"
      })
  void resume_anyStep_hasTheSameBits(String method) {
    for (LinearCase problem : List.of(LOGISTIC, SOFTMAX)) {
      double[] far = Arrays.stream(problem.point(5)).map(value -> 10 * value).toArray();
      ResumeCheck.assertSameBits(() -> loop(problem, method, 12, 0, far));
    }
  }

  /** A start far off has trials refused: the next step evaluates where the halving ended. */
  @Test
  void run_fromFarOff_halvesAndNeverRises() {
    for (double factor : new double[] {10, 30}) {
      neverRises(LOGISTIC, factor);
      neverRises(SOFTMAX, factor);
    }
  }

  private static void neverRises(LinearCase problem, double factor) {
    double[] far = Arrays.stream(problem.point(5)).map(value -> factor * value).toArray();
    Loop loop = loop(problem, "sampled-newton", 60, 1e-9, far);
    List<Double> losses = new ArrayList<>();
    while (loop.begin()) {
      losses.add(loop.next().loss());
    }
    int refused = 0;
    for (int i = 1; i < losses.size(); i++) {
      assertThat(losses.get(i)).isLessThanOrEqualTo(losses.get(i - 1));
      refused += losses.get(i).equals(losses.get(i - 1)) ? 1 : 0;
    }
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(refused).isPositive();
  }

  @Test
  void start_diagonalOrTooWide_isRefusedByName() {
    assertThatThrownBy(() -> loop(LOGISTIC, "sampled-newton(metric=diagonal)", 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sampled-newton: metric must not be diagonal under an L1 penalty");
    SampleRows rows = SampleRows.random(20, 2_048, 2, 0.01, 3);
    LinearCase wide = LinearCase.logistic().of(rows).withL1(0.1);
    assertThatThrownBy(() -> loop(wide, "sampled-newton", 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sampled-newton: under an L1 penalty there must be at most 2048 coordinates, were 2049;"
                + " svrg + sgd takes more");
  }
}
