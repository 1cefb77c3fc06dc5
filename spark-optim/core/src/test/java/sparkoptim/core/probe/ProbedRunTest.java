// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.FixedBatchProbe.Curvature;
import sparkoptim.core.testing.LinearCase;

/** A run that is looked at ends with the same bits as one that is not. */
final class ProbedRunTest {
  /** More than three epochs of four batches, the last one broken off. */
  private static final int STEPS = 14;

  private record Setting(String method, LinearCase problem, long batchSize) {
    Loop loop() {
      return new Loop(
          OptimMethod.parse(method), problem.objective(batchSize), STEPS, 1e-12, problem.point(1));
    }
  }

  static Stream<Setting> runs() {
    LinearCase logistic = LinearCase.logistic().penalised(0.1);
    LinearCase softmax = LinearCase.softmax().penalised(0.1).dense();
    List<String> batches =
        List.of(
            "plain + sgd(0.9) + linear(0.3, 0)",
            "svrg(every=3) + sgd + bb(0.2)",
            "svrg + sgd + bb(30)",
            "alpha-svrg(alpha=linear(0.75, 0)) + sgd(0.5)",
            "step-tuned + power(0.1) + ema(0.9)",
            "alpha-svrg(0.5) + adamw + cosine(0.05)",
            "sgd + sgd-bb(0.1)",
            "sgd + plateau(0.5, patience=0, threshold=0.5)",
            "spa(0.2)",
            "saga + sgd",
            "sarah(3) + sgd + bb(0.1)",
            "storm(0.3) + rmsprop",
            "l-svrg(0.3) + sgd",
            "clip(svrg, norm=0.5) + sgd",
            "schedule-free-sgd(0.9) + two-point(3)");
    List<String> passes = List.of("plain + local", "svrg + local + bb(0.05)");
    return Stream.of(logistic, softmax, logistic.forgetting())
        .flatMap(
            problem ->
                Stream.concat(
                    batches.stream().map(method -> new Setting(method, problem, 10)),
                    passes.stream().map(method -> new Setting(method, problem, 0))));
  }

  private static Loop probed(Setting setting, List<Object> looks) {
    Loop run = setting.loop();
    KeptPoint kept = new KeptPoint();
    run.probe(4, kept);
    run.probe(1, FixedBatchProbe.of(List.of(0L, 7L), looks::add));
    run.probe(
        1,
        new FixedBatchProbe(
            List.of(30L), Place.SERVED, 0.1, Curvature.GRADIENTS, 2, true, looks::add));
    run.probe(1, new GradientVariance(0, 0, looks::add));
    run.probe(1, new GradientVariance(3, 0.5, looks::add));
    run.probe(1, VarianceRatio.of(looks::add));
    run.probe(1, new VarianceRatio(0, 1, kept, looks::add));
    run.probe(1, new SnapshotDistance(Place.SNAPSHOT, looks::add));
    run.probe(1, OptimalCoefficient.of(looks::add));
    run.probe(1, new FieldProbe(List.of("step"), looks::add));
    return run;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void probe_everyStep_leavesTheBits(Setting setting) {
    Loop plain = setting.loop();
    List<Object> looks = new ArrayList<>();
    Loop probed = probed(setting, looks);
    for (int k = 0; k < STEPS; k++) {
      Iteration expected = plain.next();
      assertThat(probed.next()).isEqualTo(expected);
    }
    assertThat(probed.served()).isEqualTo(plain.served());
    assertThat(looks).hasSize(10 * STEPS);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void probe_runRestoredInTheMiddle_leavesTheBits(Setting setting) {
    Loop plain = setting.loop();
    plain.forEachRemaining(iteration -> {});
    for (int k = 1; k < STEPS; k += 3) {
      Loop half = probed(setting, new ArrayList<>());
      for (int step = 0; step < k; step++) {
        half.next();
      }
      Loop resumed = probed(setting, new ArrayList<>());
      LoopState.of(half).restore(resumed);
      resumed.forEachRemaining(iteration -> {});
      assertThat(resumed.served()).as("restored at %d", k).isEqualTo(plain.served());
    }
  }

  /** A restored run is looked at as the whole one was. */
  @Test
  void look_restoredRun_findsTheSame() {
    Setting setting = new Setting("svrg + sgd + bb(0.2)", LinearCase.logistic().penalised(0.1), 10);
    List<GradientVariance.Look> whole = new ArrayList<>();
    Loop run = setting.loop();
    run.probe(1, new GradientVariance(0, 1, whole::add));
    run.forEachRemaining(iteration -> {});
    List<GradientVariance.Look> parts = new ArrayList<>();
    Loop half = setting.loop();
    half.probe(1, new GradientVariance(0, 1, parts::add));
    for (int step = 0; step < 6; step++) {
      half.next();
    }
    Loop resumed = setting.loop();
    resumed.probe(1, new GradientVariance(0, 1, parts::add));
    LoopState.of(half).restore(resumed);
    resumed.forEachRemaining(iteration -> {});
    assertThat(parts).isEqualTo(whole);
  }
}
