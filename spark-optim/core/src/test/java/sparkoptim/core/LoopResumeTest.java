// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.testing.LinearCase;

/** A run saved between two steps and restored in a fresh one goes on with the same bits. */
final class LoopResumeTest {
  /** Steps of more than three epochs, the last one broken off. */
  private static final long STEPS = 14;

  /** Too small to be reached, so that full gradients are looked at. */
  private static final double TOLERANCE = 1e-12;

  private record Setting(String method, LinearCase problem, long batchSize) {
    Loop loop() {
      return new Loop(
          OptimMethod.parse(method),
          problem.objective(batchSize),
          STEPS,
          TOLERANCE,
          problem.point(1));
    }
  }

  static Stream<Setting> runs() {
    LinearCase logistic = LinearCase.logistic().penalised(0.1);
    LinearCase softmax = LinearCase.softmax().penalised(0.1).dense();
    List<String> batches =
        List.of(
            "plain + sgd",
            "plain + sgd(0.9) + linear(0.3, 0)",
            "svrg + sgd + bb(0.2)",
            "alpha-svrg(alpha=0.5, every=2, epochs=2) + sgd",
            "saga + sgd",
            "saga + adam + linear(0.1, 0)",
            "sarah + sgd",
            "sarah(3) + sgd + bb(0.2)",
            "sarah + sgd + bb(30)",
            "l-svrg(0.4, 3) + sgd(0.5)",
            "l-svrg(0.4, 5) + sgd + bb(0.2)",
            "l-svrg(0.4, 5) + sgd + bb(30)",
            "storm + sgd",
            "storm(linear(1, 0)) + adamw",
            "clip(plain, 0.05, 0.1) + sgd(0.9)",
            "clip(l-svrg(0.4), norm=0.3) + sgd + bb(0.2)",
            "clip(saga, norm=0.2) + sgd",
            "svrg + sgd(0.5) + linear(0.2, 0.1)",
            "plain + sgd(0.9, 0.4) + linear(0.3, 0)",
            "plain + sgd(0.9, nesterov=true)",
            "plain + adam",
            "svrg + adam(0.8, 0.9, amsgrad=true) + linear(0.1, 0)",
            "plain + adamw(decay=0.3)",
            "plain + rmsprop(0.9)",
            "plain + rmsprop(0.9, centered=true, momentum=0.8)",
            "plain + adagrad",
            "plain + adamax",
            "plain + adadelta",
            "plain + ftrl(0.5, 0.1, 1e-3, 1e-3)",
            "plain + lars",
            "alpha-svrg(alpha=linear(0.75, 0)) + sgd",
            "svrg(every=3) + sgd + bb(0.2)",
            "svrg + sgd + bb(0.2)",
            "svrg + sgd + bb(30)",
            "svrg(every=8) + sgd + bb(0.2, guard=false)");
    List<String> passes =
        List.of(
            "plain + local",
            "plain + local + linear(0.1, 0)",
            "svrg + local + bb(0.05)",
            "sampled-newton(memory=2, metric=diagonal)",
            "svrg + local + bb(10)",
            "alpha-svrg(alpha=linear(1, 0), every=2) + local");
    return Stream.of(logistic, softmax, logistic.forgetting())
        .flatMap(
            problem ->
                Stream.concat(
                    batches.stream().map(method -> new Setting(method, problem, 10)),
                    passes.stream().map(method -> new Setting(method, problem, 0))));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void restore_savedAtAnyStep_continuesWithTheSameBits(Setting setting) {
    Loop whole = setting.loop();
    List<Iteration> expected = new ArrayList<>();
    List<LoopState> states = new ArrayList<>();
    states.add(LoopState.of(whole));
    for (int k = 0; k < STEPS; k++) {
      expected.add(whole.next());
      states.add(LoopState.of(whole));
    }
    for (int k = 0; k <= STEPS; k++) {
      Loop resumed = setting.loop();
      states.get(k).restore(resumed);
      assertThat(resumed.step()).isEqualTo(k);
      for (int step = k; step < STEPS; step++) {
        assertThat(resumed.next())
            .as("step %d, resumed at %d", step, k)
            .isEqualTo(expected.get(step));
      }
      assertThat(resumed.begin()).isFalse();
      assertThat(resumed.served()).as("resumed at %d", k).isEqualTo(whole.served());
    }
  }

  /** A loop that was asked whether it goes on has begun its next step already. */
  @ParameterizedTest
  @MethodSource("runs")
  void restore_savedAfterAsking_continuesWithTheSameBits(Setting setting) {
    Loop whole = setting.loop();
    whole.forEachRemaining(iteration -> {});
    for (int k = 0; k < STEPS; k++) {
      Loop saved = setting.loop();
      for (int step = 0; step < k; step++) {
        saved.next();
      }
      assertThat(saved.begin()).isTrue();
      Loop resumed = setting.loop();
      LoopState.of(saved).restore(resumed);
      resumed.forEachRemaining(iteration -> {});
      assertThat(resumed.served()).as("resumed at %d", k).isEqualTo(whole.served());
    }
  }

  @Test
  void restore_convergedRun_staysConverged() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    OptimMethod method = OptimMethod.parse("svrg + local + bb(0.05)");
    Loop loop = new Loop(method, problem.objective(0), 500, 1e-6, problem.point(1));
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.stopReason()).isEqualTo(StopReason.CONVERGED);
    Loop resumed = new Loop(method, problem.objective(0), 500, 1e-6, problem.point(1));
    LoopState.of(loop).restore(resumed);
    assertThat(resumed.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(resumed.begin()).isFalse();
    assertThat(resumed.step()).isEqualTo(loop.step());
    assertThat(resumed.served()).isEqualTo(loop.served());
  }

  /** The mean of all served points: an average that changes. */
  private record Mean() implements IterateAverage {
    @Override
    public Run start(RunContext context, double[] point) {
      double[] mean = new double[point.length];
      return new Run() {
        private long count;

        @Override
        public void add(long step, double[] served) {
          count++;
          for (int i = 0; i < mean.length; i++) {
            mean[i] += (served[i] - mean[i]) / count;
          }
        }

        @Override
        public double[] value(double[] served) {
          return mean;
        }

        @Override
        public void fields(StateVisitor fields) {
          fields.vector("mean", mean);
          count = fields.count("count", count);
        }
      };
    }
  }

  @Test
  void restore_averageOfTheRun_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.logistic();
    OptimMethod parsed = OptimMethod.parse("plain + sgd");
    OptimMethod method =
        new OptimMethod(parsed.estimator(), parsed.rule(), parsed.stepSize(), new Mean());
    Loop whole = new Loop(method, problem.objective(10), STEPS, 0, problem.point(1));
    Loop half = new Loop(method, problem.objective(10), STEPS, 0, problem.point(1));
    whole.forEachRemaining(iteration -> {});
    for (int k = 0; k < STEPS / 2; k++) {
      half.next();
    }
    Loop resumed = new Loop(method, problem.objective(10), STEPS, 0, problem.point(1));
    LoopState.of(half).restore(resumed);
    resumed.forEachRemaining(iteration -> {});
    assertThat(resumed.served()).isEqualTo(whole.served());
    double[] mean = new double[whole.served().length];
    Loop rule = new Loop(parsed, problem.objective(10), STEPS, 0, problem.point(1));
    while (rule.begin()) {
      rule.next();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += rule.served()[i] / STEPS;
      }
    }
    assertThat(whole.served()).containsExactly(mean, within(1e-14));
  }

  /** The tolerance is relative to the first norm: it has to survive. */
  @Test
  void restore_beforeConvergence_stopsAtTheSameStep() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    OptimMethod method = OptimMethod.parse("svrg + local + bb(0.05)");
    double[] far = problem.point(1);
    for (int i = 0; i < far.length; i++) {
      far[i] *= 100;
    }
    Loop whole = new Loop(method, problem.objective(0), 500, 1e-3, far);
    whole.forEachRemaining(iteration -> {});
    Loop half = new Loop(method, problem.objective(0), 500, 1e-3, far);
    while (half.step() < whole.step() - 1) {
      half.next();
    }
    Loop resumed = new Loop(method, problem.objective(0), 500, 1e-3, far);
    LoopState.of(half).restore(resumed);
    resumed.forEachRemaining(iteration -> {});
    assertThat(whole.stopReason()).isEqualTo(StopReason.CONVERGED);
    assertThat(resumed.step()).isEqualTo(whole.step());
  }

  @Test
  void restore_stateOfAnotherMethod_isRefused() {
    LinearCase problem = LinearCase.logistic();
    LoopState plain = LoopState.of(new Setting("plain + sgd", problem, 10).loop());
    assertThatThrownBy(() -> plain.restore(new Setting("svrg + sgd", problem, 10).loop()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the saved state has no field estimator.snapshot.point");
    assertThatThrownBy(() -> plain.restore(new Setting("plain + sgd(0.9)", problem, 10).loop()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("state field rule.velocity has 0 values, this run needs 7");
  }
}
