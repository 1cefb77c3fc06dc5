// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.testing.LinearCase;

final class FieldProbeTest {
  private static Loop loop() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    OptimMethod method = OptimMethod.parse("svrg + sgd + bb(0.2)");
    return new Loop(method, problem.objective(10), 12, 0, problem.point(1));
  }

  @Test
  void look_barzilaiBorwein_hasTheStepSizesOfTheRun() {
    Loop run = loop();
    List<FieldProbe.Look> looks = new ArrayList<>();
    run.probe(1, new FieldProbe(List.of("stepSize.eta", "estimator.snapshot.step"), looks::add));
    List<Double> used = new ArrayList<>();
    run.forEachRemaining(iteration -> used.add(iteration.stepSize()));
    for (int k = 1; k < 12; k++) {
      assertThat(looks.get(k).step()).isEqualTo(k);
      assertThat(looks.get(k).values())
          .containsExactly(used.get(k - 1), (double) (k - 1 - (k - 1) % 4));
    }
    assertThat(used.get(4)).as("it does change").isNotEqualTo(0.2);
  }

  /** The step is eta gamma g, twice; the first half-step of the run has gamma 1. */
  @Test
  void look_stepTuned_hasItsGamma() {
    LinearCase problem = LinearCase.logistic();
    OptimMethod method = OptimMethod.parse("step-tuned + power(0.1)");
    Loop run = new Loop(method, problem.objective(10), 12, 0, problem.point(1));
    List<Double> gammas = new ArrayList<>();
    run.probe(1, new FieldProbe(List.of("rule.gamma"), look -> gammas.add(look.values().get(0))));
    run.forEachRemaining(iteration -> {});
    assertThat(gammas).hasSize(12).allMatch(gamma -> gamma >= 0.5 && gamma <= 2);
    assertThat(gammas.get(0)).isEqualTo(1);
    assertThat(gammas.get(1)).isNotEqualTo(1);
  }

  @Test
  void reader_anyRun_hasTheNumbersOfASavedState() {
    Loop run = loop();
    run.next();
    LoopState state = LoopState.of(run);
    FieldReader fields = FieldReader.of(run);
    state.vectors().forEach((name, held) -> assertThat(fields.vector(name)).isEqualTo(held));
    state.numbers().forEach((name, value) -> assertThat(fields.number(name)).isEqualTo(value));
    state
        .counts()
        .forEach((name, value) -> assertThat(fields.number(name)).isEqualTo((double) value));
    assertThat(fields.vector("rule.x")).as("live").isSameAs(run.query());
    assertThat(LoopState.of(run).numbers()).as("not changed").isEqualTo(state.numbers());
  }

  @Test
  void look_unknownName_isRefused() {
    assertThatThrownBy(() -> new FieldProbe(List.of("rule.gamma"), look -> {}).look(loop()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the run has no number rule.gamma; it has converged, estimator.");
  }
}
