// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;

final class OptimMethodTest {
  /** By hand; the conformance tests compute all of them from needs and offers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain + sgd(0.9) + linear",
        "plain + local + constant",
        "plain + step-tuned + power(1, 0.501)",
        "plain + adamw + cosine + ema",
        "plain + sgd + sgd-bb",
        "svrg + sgd + bb",
        "svrg + local + bb + swa",
        "alpha-svrg(alpha=linear(0.75, 0)) + adamw + taso(0.001) + ema(0.999)",
        "svrg + step-tuned",
        "l-svrg + spa + two-point",
        "saga + sgd",
        "sarah + sgd + bb",
        "storm + schedule-free-sgd",
        "clip(alpha-svrg) + sgd(0.9)",
      })
  void choices_thatFit_areAccepted(String text) {
    assertThatCode(() -> OptimMethod.parse(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "plain + sgd + bb, bb needs a gradient estimator that takes snapshots",
    "plain + local + bb, bb needs a gradient estimator that takes snapshots",
    "storm + sgd + bb, bb needs a gradient estimator that takes snapshots",
    "svrg + sgd(0.9) + bb, bb needs an update rule without momentum or scaling",
    "svrg + adamw + bb, bb needs an update rule without momentum or scaling",
    "plain + adam + sgd-bb, sgd-bb needs an update rule without momentum or scaling",
    "saga + step-tuned, saga needs an update rule that takes one gradient a step",
    "sarah + step-tuned, sarah needs an update rule that takes one gradient a step",
    "storm + step-tuned, storm needs an update rule that takes one gradient a step",
    "storm + local, storm needs an update rule that takes one gradient a step",
    "l-svrg + local, l-svrg needs an update rule that takes one gradient a step",
    "clip + local, local needs a gradient estimator with single-row steps"
  })
  void choices_thatDoNotFit_areRefusedSayingWhoNeedsWhat(String text, String refusal) {
    assertThatThrownBy(() -> OptimMethod.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(refusal);
  }

  @Test
  void choices_lackingTwoThings_areRefused() {
    assertThatThrownBy(() -> OptimMethod.parse("plain + sgd(0.9) + bb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bb needs ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(0.9)", "step-tuned", "schedule-free-adamw", "local"})
  void rules_withoutProximalStep_areRefusedByAnL1Penalty(String text) {
    OptimMethod method = OptimMethod.parse(text);
    assertThatThrownBy(
            () ->
                method.checkObjective(Set.of(Capability.LOCAL_EPOCHS), Set.of(Capability.PROXIMAL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            method + ": the objective needs an update rule with a proximal step");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "adamw", "rmsprop", "adagrad", "spa", "schedule-free-sgd"})
  void rules_withProximalStep_areAcceptedByAnL1Penalty(String text) {
    OptimMethod method = OptimMethod.parse(text);
    assertThatCode(() -> method.checkObjective(Set.of(), Set.of(Capability.PROXIMAL)))
        .doesNotThrowAnyException();
  }

  @Test
  void saga_objectiveWithoutRowTable_isRefused() {
    OptimMethod method = OptimMethod.parse("saga + sgd");
    assertThatThrownBy(() -> method.checkObjective(Set.of(Capability.REMEMBERS), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("saga needs an objective that keeps a table of row slopes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain + local", "svrg + local + bb"})
  void local_objectiveWithoutPasses_isRefused(String text) {
    OptimMethod method = OptimMethod.parse(text);
    String message =
        "local needs an objective that runs passes of single-row steps (a linear model)";
    assertThatThrownBy(() -> new Loop(method, new LeastSquares(), 1, 0, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> method.checkObjective(Set.of(Capability.REMEMBERS), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatCode(() -> method.checkObjective(LinearCase.logistic().problem().offers(), Set.of()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain + sgd(0.9)", "svrg + sgd + bb"})
  void batchMethods_objectiveWithoutExtras_areAccepted(String text) {
    assertThatCode(() -> OptimMethod.parse(text).checkObjective(Set.of(), Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void parse_orderOfChoices_isFree() {
    assertThat(OptimMethod.parse("bb + local + svrg"))
        .isEqualTo(OptimMethod.parse("svrg + local + bb"));
  }

  @Test
  void passesPerEpoch_estimatorAndObjective_decide() {
    Set<Capability> remembers = Set.of(Capability.REMEMBERS);
    assertThat(OptimMethod.parse("sgd").passesPerEpoch(Set.of(), 4)).isEqualTo(1);
    assertThat(OptimMethod.parse("svrg").passesPerEpoch(Set.of(), 4)).isEqualTo(3);
    assertThat(OptimMethod.parse("svrg").passesPerEpoch(remembers, 4)).isEqualTo(2);
    assertThat(OptimMethod.parse("svrg(every=2)").passesPerEpoch(remembers, 4)).isEqualTo(3);
  }

  /** Engines send it to executors. */
  @Test
  void serialised_comesBackEqual() throws Exception {
    OptimMethod method = OptimMethod.parse("alpha-svrg(linear(0.75, 0)) + sgd + bb(0.3)");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(method);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(method);
    }
  }
}
