// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.DivergedException;
import sparkoptim.core.LossRange;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StopReason;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.RowNorms;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

class EnginesTest {
  private static final int ROWS = 600;
  private static final int WIDTH = 12;
  private static final RowRules RULES = new RowRules("label", "features", "w", 2);

  private static TrainingState train(
      Engine engine, String method, long batch, long steps, int shards, double tolerance) {
    TrainingDriver rounds = new TrainingDriver(engine, RoundLimit.DEFAULT);
    return train(rounds, method, batch, steps, shards, tolerance);
  }

  private static TrainingState train(
      TrainingDriver rounds, String method, long batch, long steps, int shards, double tolerance) {
    return train(rounds, method, batch, steps, shards, tolerance, 0);
  }

  private static TrainingState train(
      TrainingDriver rounds,
      String method,
      long batch,
      long steps,
      int shards,
      double tolerance,
      double l1) {
    try (PackedRows sorted =
            PackedRows.of(LocalSpark.rows(LocalSpark.logisticRows(ROWS, WIDTH, 3), 3), RULES);
        Shards dealt = sorted.intoShards(shards)) {
      List<Double> weights = dealt.collect((shard, blocks) -> LocalSpark.weight(blocks));
      double weight = weights.stream().mapToDouble(d -> d).sum();
      List<RowNorms> norms = dealt.collect((shard, blocks) -> RowNorms.of(blocks, true));
      double[] penalty = new double[WIDTH];
      Arrays.fill(penalty, 0.01);
      double[] magnitudes = l1 > 0 ? new double[WIDTH] : null;
      if (magnitudes != null) {
        Arrays.fill(magnitudes, l1);
      }
      LinearProblem problem =
          new LinearProblem(
              LogisticLoss.LOSS,
              WIDTH,
              1,
              true,
              ROWS,
              weight,
              shards,
              RowNorms.entries(norms),
              RowNorms.sum(norms) / weight,
              new Penalty(penalty, magnitudes),
              7,
              LossRange.UNKNOWN,
              LocalSpark.moments(dealt, WIDTH),
              null);
      double[] start = new double[WIDTH + 1];
      return rounds.train(
          new Training("test", OptimMethod.parse(method), problem, batch, steps, tolerance, start),
          dealt);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "svrg + local + bb(0.05, 0.01, 0.5) | 0 | 9",
        "plain + local + constant(0.05) | 0 | 5",
        "sampled-newton | 0 | 6",
        "sampled-newton(metric=diagonal) | 0 | 9",
        "sgd(0.9) + linear(0.1, 0) | 50 | 14",
        "alpha-svrg(linear(0.75, 0)) + sgd + bb | 77 | 18",
        "clip(sarah(4), norm=0.2) + sgd + constant(0.1) | 50 | 14"
      })
  void train_anyEngineAndRoundLength_givesTheSameBits(String method, long batch, long steps) {
    sameEverywhere(method, batch, steps, 0);
  }

  @Test
  void train_proximalNewtonOnAnyEngine_givesTheSameBits() {
    double[] served = sameEverywhere("sampled-newton(memory=2)", 0, 7, 0.02);
    assertThat(served).contains(0);
  }

  private static double[] sameEverywhere(String method, long batch, long steps, double l1) {
    double[] expected = null;
    for (int shards : new int[] {1, 16}) {
      TrainingDriver one = new TrainingDriver(new RoundEngine(), RoundLimit.DEFAULT);
      expected = train(one, method, batch, steps, shards, 0, l1).served();
      assertThat(expected).doesNotContain(Double.NaN).isNotEqualTo(new double[WIDTH + 1]);
      for (int round : new int[] {1, 7}) {
        TrainingDriver rounds = new TrainingDriver(new RoundEngine(), RoundLimit.ofSteps(round));
        assertThat(train(rounds, method, batch, steps, shards, 0, l1).served()).isEqualTo(expected);
      }
      for (int ranks : shards == 1 ? new int[] {2} : new int[] {2, 3, 4}) {
        RoundLimit limit = ranks == 3 ? RoundLimit.ofSteps(7) : RoundLimit.DEFAULT;
        TrainingDriver rounds =
            new TrainingDriver(new RoundEngine(ranks, EngineSettings.of(new SparkConf())), limit);
        TrainingState end = train(rounds, method, batch, steps, shards, 0, l1);
        assertThat(end.served()).as("%d ranks", ranks).isEqualTo(expected);
        assertThat(end.steps()).isEqualTo(steps);
      }
      TrainingDriver onDriver = new TrainingDriver(new JobEngine(), RoundLimit.DEFAULT);
      TrainingState jobs = train(onDriver, method, batch, steps, shards, 0, l1);
      assertThat(jobs.served()).isEqualTo(expected);
      assertThat(jobs.steps()).isEqualTo(steps);
      assertThat(jobs.stopReason()).isEqualTo(StopReason.MAX_ITER);
    }
    return expected;
  }

  @Test
  void train_ranksWhoseRoundsEndByTheClock_givesTheSameBits() {
    String method = "svrg + sgd + constant(0.1)";
    double[] expected = train(new RoundEngine(), method, 10, 12, 4, 0).served();
    AtomicInteger ended = new AtomicInteger();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void roundEnded(String fit, TrainingState state) {
            ended.incrementAndGet();
          }
        };
    RoundLimit atOnce = new RoundLimit(Long.MAX_VALUE, 1e-9, false);
    EngineSettings settings = EngineSettings.of(new SparkConf());
    ProgressListeners.add(listener);
    try {
      TrainingDriver rounds = new TrainingDriver(new RoundEngine(3, settings), atOnce);
      assertThat(train(rounds, method, 10, 12, 4, 0).served()).isEqualTo(expected);
    } finally {
      ProgressListeners.remove(listener);
    }
    // The first rank's vote goes with the next sum.
    assertThat(ended.get()).isBetween(4, 12);
  }

  /** Shards write to the table, so it has to be where they are; from round to round it travels. */
  @Test
  void train_rowTable_needsShardsInOneProcess() {
    String method = "saga + sgd + constant(0.05)";
    double[] expected = train(new RoundEngine(), method, 50, 20, 4, 0).served();
    TrainingDriver rounds = new TrainingDriver(new RoundEngine(), RoundLimit.ofSteps(7));
    assertThat(train(rounds, method, 50, 20, 4, 0).served()).isEqualTo(expected);
    assertThatThrownBy(() -> train(new JobEngine(), method, 50, 20, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("saga needs an objective that keeps a table of row slopes")
        .hasMessageContaining("engine ranks");
  }

  @Test
  void train_toTolerance_stopsThereInRoundsToo() {
    String method = "svrg + local + bb(0.05, 0.01, 0.5)";
    TrainingState whole = train(new RoundEngine(), method, 0, 1000, 1, 1e-17);
    TrainingDriver rounds = new TrainingDriver(new RoundEngine(), RoundLimit.ofSteps(7));
    TrainingState parts = train(rounds, method, 0, 1000, 1, 1e-17);
    assertThat(whole.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(whole.steps()).isBetween(2L, 999L);
    assertThat(whole.curve().last().gradientNorm).isLessThanOrEqualTo(1e-8);
    assertThat(parts.steps()).isEqualTo(whole.steps());
    assertThat(parts.served()).isEqualTo(whole.served());
  }

  @Test
  void curve_ofRounds_isThatOfOneRun() {
    String method = "sgd + constant(0.1)";
    TrainingCurve whole = train(new RoundEngine(), method, 50, 30, 2, 0).curve();
    TrainingDriver rounds = new TrainingDriver(new RoundEngine(), RoundLimit.ofSteps(7));
    TrainingCurve parts = train(rounds, method, 50, 30, 2, 0).curve();
    assertThat(whole.points()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      TrainingCurve.Point a = whole.points().get(i);
      TrainingCurve.Point b = parts.points().get(i);
      assertThat(b.step).isEqualTo(a.step);
      assertThat(b.passes).isEqualTo(a.passes);
      assertThat(b.objective).isEqualTo(a.objective);
    }
    assertThat(whole.points().get(0).passes).isCloseTo(1, within(1e-12));
    assertThat(whole.last().objective).isLessThan(whole.points().get(0).objective);
  }

  @Test
  void train_anyEngine_reportsItsEnd() {
    for (Engine engine : List.of(new RoundEngine(), new JobEngine())) {
      List<Progress> heard = new CopyOnWriteArrayList<>();
      ProgressListener listener = heard::add;
      ProgressListener broken =
          progress -> {
            throw new IllegalStateException("a listener that fails");
          };
      ProgressListeners.add(broken);
      ProgressListeners.add(listener);
      train(engine, "svrg + local + bb(0.05)", 0, 3, 1, 0);
      ProgressListeners.remove(listener);
      ProgressListeners.remove(broken);
      assertThat(heard).isNotEmpty();
      Progress last = heard.get(heard.size() - 1);
      assertThat(last.ended()).isTrue();
      assertThat(last.step()).isEqualTo(3);
      assertThat(last.passes()).isCloseTo(6, within(1e-12));
    }
  }

  @Test
  void train_tooLargeSteps_sayWhereItDiverged() {
    String method = "svrg + sgd + constant(1e300)";
    for (Engine engine : List.of(new RoundEngine(), new JobEngine())) {
      assertThatThrownBy(() -> train(engine, method, 0, 50, 1, 0))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("diverged at step");
    }
  }
}
