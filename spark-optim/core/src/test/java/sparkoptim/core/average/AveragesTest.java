// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.ResumeCheck;

/** What each average serves, as weights of the points theta_0 to theta_T. */
final class AveragesTest {
  /** Roundings of sums of some tens of numbers around 1. */
  private static final double ROUNDING = 1e-13;

  private static final int SIZE = 7;
  private static final int STEPS = 40;
  private static final int EPOCH = 5;
  private static final double[][] POINTS = points();

  private static double[][] points() {
    Random random = new Random(41);
    double[][] points = new double[STEPS + 1][SIZE];
    for (double[] point : points) {
      for (int i = 0; i < SIZE; i++) {
        point[i] = random.nextGaussian();
      }
    }
    return points;
  }

  private static IterateAverage.Run start(String text, double[] point) {
    RunContext context = new RunContext(new WholeSpace(point.length), new Plan(EPOCH, STEPS, 1));
    return MethodText.parse(text).average().start(context, point);
  }

  /** Adds theta_1 to theta_{until}. */
  private static IterateAverage.Run run(String text, int until) {
    IterateAverage.Run run = start(text, POINTS[0]);
    for (int k = 1; k <= until; k++) {
      run.add(k - 1, POINTS[k]);
    }
    return run;
  }

  private static double[] value(String text, int until) {
    return run(text, until).value(POINTS[until]);
  }

  private static double[] combined(double[] weights) {
    double[] sum = new double[SIZE];
    for (int k = 0; k < weights.length; k++) {
      for (int i = 0; i < SIZE; i++) {
        sum[i] += weights[k] * POINTS[k][i];
      }
    }
    return sum;
  }

  /** Equal weights to the points of these numbers. */
  private static double[] mean(int... numbers) {
    double[] weights = new double[STEPS + 1];
    for (int number : numbers) {
      weights[number] = 1.0 / numbers.length;
    }
    return combined(weights);
  }

  private static void assertMean(String text, int until, int... numbers) {
    assertThat(value(text, until)).containsExactly(mean(numbers), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ema", "ema(0.9, true)", "swa", "swa(0, 1)", "lawa", "two-point(40)", "none"})
  void value_beforeTheFirstStep_isTheStart(String text) {
    assertThat(start(text, POINTS[0]).value(POINTS[0])).isEqualTo(POINTS[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, STEPS})
  void ema_fromTheStart_hasTheFormulasWeights(int until) {
    double[] weights = new double[until + 1];
    weights[0] = Math.pow(0.8, until);
    for (int k = 1; k <= until; k++) {
      weights[k] = 0.2 * Math.pow(0.8, until - k);
    }
    assertThat(value("ema(0.8)", until)).containsExactly(combined(weights), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, STEPS})
  void ema_corrected_isTheAverageFromZeroDivided(int until) {
    double[] weights = new double[until + 1];
    for (int k = 1; k <= until; k++) {
      weights[k] = 0.2 * Math.pow(0.8, until - k) / (1 - Math.pow(0.8, until));
    }
    assertThat(value("ema(0.8, true)", until)).containsExactly(combined(weights), within(ROUNDING));
  }

  @Test
  void ema_correctedFirstStep_isExactlyThePoint() {
    assertThat(value("ema(0.999, true)", 1)).isEqualTo(POINTS[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema(0)", "ema(0, true)", "lawa(1, 1)"})
  void average_ofOnePoint_isExactlyTheLast(String text) {
    assertThat(value(text, 17)).isEqualTo(POINTS[17]);
  }

  @Test
  void swa_tail_isThePlainMean() {
    assertMean("swa(0.75, 1)", STEPS, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40);
    assertMean("swa(0.75, 1)", 33, 31, 32, 33);
    assertMean("swa(0.75, 3)", STEPS, 33, 36, 39);
  }

  @Test
  void swa_everyZero_takesEndsOfEpochs() {
    assertMean("swa", STEPS, 35, 40);
    assertMean("swa(0)", STEPS, 5, 10, 15, 20, 25, 30, 35, 40);
  }

  @Test
  void swa_nothingKeptYet_isThePoint() {
    assertThat(value("swa(0.75, 1)", 30)).isSameAs(POINTS[30]);
    assertThat(value("swa(0, 41)", STEPS)).isSameAs(POINTS[STEPS]);
    assertThat(value("swa(0.999, 1)", STEPS)).isSameAs(POINTS[STEPS]);
  }

  /** 0.07 * 100 is above 7 in doubles. */
  @Test
  void swa_startThatIsNoBinaryNumber_isRounded() {
    RunContext context = new RunContext(new WholeSpace(1), new Plan(1, 100, 1));
    IterateAverage.Run run = new Swa(0.07, 1).start(context, new double[1]);
    run.add(6, new double[] {5});
    assertThat(run.value(new double[] {1})).containsExactly(1);
    run.add(7, new double[] {6});
    assertThat(run.value(new double[] {1})).containsExactly(6);
  }

  @Test
  void lawa_window_isTheMeanOfTheLatest() {
    assertMean("lawa(3, 1)", 1, 1);
    assertMean("lawa(3, 1)", 2, 1, 2);
    assertMean("lawa(3, 1)", 17, 15, 16, 17);
    assertMean("lawa(3, 4)", 17, 8, 12, 16);
    assertMean("lawa(3, 0)", 17, 5, 10, 15);
    assertMean("lawa(100, 10)", STEPS, 10, 20, 30, 40);
  }

  @Test
  void lawa_nothingKeptYet_isThePoint() {
    assertThat(value("lawa(3, 4)", 3)).isSameAs(POINTS[3]);
  }

  @Test
  void lawa_askedAfterEveryStep_isLive() {
    IterateAverage.Run run = run("lawa(2, 1)", 5);
    double[] live = run.value(POINTS[5]);
    assertThat(run.value(POINTS[5])).isSameAs(live).containsExactly(mean(4, 5), within(ROUNDING));
    run.add(5, POINTS[6]);
    assertThat(run.value(POINTS[6])).isSameAs(live).containsExactly(mean(5, 6), within(ROUNDING));
  }

  @Test
  void twoPoint_plannedEnd_isTheMiddle() {
    assertMean("two-point(1)", STEPS, 39, 40);
    assertMean("two-point(15)", STEPS, 25, 40);
    assertMean("two-point(40)", STEPS, 0, 40);
    assertMean("two-point", STEPS, 35, 40);
  }

  @Test
  void twoPoint_stoppedAfterTheFirstPoint_isTheMiddleOfAShorterGap() {
    assertMean("two-point(15)", 26, 25, 26);
    assertMean("two-point(15)", 33, 25, 33);
  }

  @Test
  void twoPoint_stoppedBeforeTheFirstPoint_isTheLast() {
    assertThat(value("two-point(15)", 10)).isSameAs(POINTS[10]);
    assertThat(value("two-point(15)", 25)).isSameAs(POINTS[25]);
  }

  @Test
  void twoPoint_gapLongerThanTheRun_isTheLast() {
    assertThat(value("two-point(41)", STEPS)).isSameAs(POINTS[STEPS]);
  }

  /** First and last coordinate of theta_2 are bad; all others are as if nothing had happened. */
  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void add_coordinatesNotFinite_leaveThemOutAndTheOthersIn(double bad) {
    for (String text :
        new String[] {"ema(0.5)", "ema(0.5, true)", "swa(0, 1)", "lawa(9, 1)", "two-point(38)"}) {
      IterateAverage.Run spoilt = start(text, POINTS[0]);
      for (int k = 1; k <= 5; k++) {
        double[] point = POINTS[k].clone();
        if (k == 2) {
          point[0] = bad;
          point[SIZE - 1] = bad;
        }
        spoilt.add(k - 1, point);
      }
      double[] value = spoilt.value(POINTS[5]);
      double[] expected = value(text, 5);
      for (int i = 0; i < SIZE; i++) {
        assertThat(value[i]).as("%s at %d", text, i).isFinite();
        assertThat(value[i] == expected[i])
            .as("%s at %d", text, i)
            .isEqualTo(i > 0 && i < SIZE - 1);
      }
    }
  }

  @Test
  void add_coordinateNotFinite_isTheAverageOfItsOtherValues() {
    IterateAverage.Run ema = start("ema(0.5)", new double[] {8});
    for (double value : new double[] {4, Double.NaN, 2}) {
      ema.add(0, new double[] {value});
    }
    assertThat(ema.value(new double[1])).as("8, 6, 6, 4").containsExactly(4);
    IterateAverage.Run lawa = start("lawa(2, 1)", new double[] {8});
    lawa.add(0, new double[] {Double.NaN});
    assertThat(lawa.value(new double[1])).as("the start stands in").containsExactly(8);
    lawa.add(1, new double[] {4});
    lawa.add(2, new double[] {Double.NaN});
    assertThat(lawa.value(new double[1])).as("4 and 4").containsExactly(4);
    IterateAverage.Run two = start("two-point(40)", new double[] {8});
    two.add(0, new double[] {4});
    assertThat(two.value(new double[] {4})).containsExactly(6);
    assertThat(two.value(new double[] {Double.NaN})).containsExactly(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema(0.9)", "ema(0.9, true)", "swa(0, 1)", "lawa(3, 1)", "two-point(35)"})
  void average_partOfTheVector_isThatPartOfTheAverage(String text) {
    double[] whole = value(text, 17);
    for (int[] part : new int[][] {{0, 0}, {0, 2}, {2, 7}, {3, 4}}) {
      IterateAverage.Run run = start(text, part(POINTS[0], part));
      for (int k = 1; k <= 17; k++) {
        run.add(k - 1, part(POINTS[k], part));
      }
      assertThat(run.value(part(POINTS[17], part))).isEqualTo(part(whole, part));
    }
  }

  private static double[] part(double[] vector, int... part) {
    return Arrays.copyOfRange(vector, part[0], part[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ema(0.9)",
        "ema(0.9, true)",
        "swa(0.3, 2)",
        "swa(0)",
        "lawa(3, 2)",
        "two-point(6)"
      })
  void restore_atAnyStep_continuesWithTheSameBits(String average) {
    OptimMethod method = OptimMethod.parse("plain + sgd(0.9) + constant(0.1) + " + average);
    LinearCase problem = LinearCase.softmax();
    ResumeCheck.assertSameBits(
        () -> new Loop(method, problem.objective(10), 14, 0, problem.point(1)));
  }

  /** Nothing of the run that is restored into is left. */
  @ParameterizedTest
  @ValueSource(strings = {"ema(0.9, true)", "swa(0, 1)", "lawa(3, 1)", "two-point(35)"})
  void restore_intoARunThatWentOn_isTheSavedOne(String text) {
    LoopState saved = LoopState.of(run(text, 10));
    double[] expected = value(text, 10).clone();
    IterateAverage.Run other = run(text, 30);
    other.value(POINTS[30]);
    saved.restore(other);
    assertThat(other.value(POINTS[10])).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ema(1)        | ema: decay must be in [0, 1), was 1.0",
        "ema(-0.1)     | ema: decay must be in [0, 1), was -0.1",
        "ema(NaN)      | ema: decay must be in [0, 1), was NaN",
        "swa(1)        | swa: start must be in [0, 1), was 1.0",
        "swa(-1)       | swa: start must be in [0, 1), was -1.0",
        "swa(every=-1) | swa: every must be >= 0 (0: once an epoch), was -1",
        "lawa(0)       | lawa: window must be in 1 to 1000000, was 0",
        "lawa(1000001) | lawa: window must be in 1 to 1000000, was 1000001",
        "lawa(every=-1)| lawa: every must be >= 0 (0: once an epoch), was -1",
        "two-point(-1) | two-point: gap must be >= 0 (0: an epoch), was -1",
      })
  void settings_outOfRange_areRefused(String text, String message) {
    assertThatThrownBy(() -> MethodText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ema       | ema(decay=0.999, biasCorrected=false)",
        "swa       | swa(start=0.75, every=0)",
        "lawa      | lawa(window=6, every=0)",
        "two-point | two-point(gap=0)",
      })
  void print_default_isEverySetting(String text, String printed) {
    assertThat(MethodText.print(MethodText.parse(text).average())).isEqualTo(printed);
  }
}
