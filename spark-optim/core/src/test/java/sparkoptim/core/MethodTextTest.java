// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.AlphaSvrg;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.LocalSgd;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.BarzilaiBorwein;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Linear;

final class MethodTextTest {
  @Test
  void parse_allFourChoices_areTaken() {
    assertThat(MethodText.parse("alpha-svrg(alpha=linear(0.75, 0)) + sgd + bb(eta=0.5) + none"))
        .isEqualTo(
            new MethodParts(
                new AlphaSvrg(new Linear(0.75, 0), 0, 0),
                Sgd.DEFAULT,
                new BarzilaiBorwein(0.5, 0, Double.POSITIVE_INFINITY, true),
                NoAverage.DEFAULT));
  }

  @Test
  void parse_partsLeftOpen_areNull() {
    assertThat(MethodText.parse("local"))
        .isEqualTo(new MethodParts(null, LocalSgd.DEFAULT, null, null));
  }

  @Test
  void toMethod_openParts_getTheirDefaults() {
    assertThat(MethodParts.NONE.toMethod())
        .isEqualTo(
            new OptimMethod(Plain.DEFAULT, Sgd.DEFAULT, new Constant(0.1), NoAverage.DEFAULT));
  }

  @Test
  void withStepSize_replacesTheStepSizeOnly() {
    MethodParts parts = MethodText.parse("plain + sgd(0.5) + linear(1, 0) + none");
    assertThat(parts.withStepSize(new Constant(2)))
        .isEqualTo(MethodText.parse("plain + sgd(0.5) + constant(2) + none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "alpha-svrg; alpha-svrg(alpha=linear(from=0.75, to=0.0), every=0, epochs=0)",
        "alpha-svrg(0.75); alpha-svrg(alpha=constant(value=0.75), every=0, epochs=0)",
        "alpha-svrg(linear(0.5, 0), 8); alpha-svrg(alpha=linear(from=0.5, to=0.0), every=8,"
            + " epochs=0)",
        "alpha-svrg(every=3); alpha-svrg(alpha=linear(from=0.75, to=0.0), every=3, epochs=0)",
        "alpha-svrg(every=3, alpha=0); alpha-svrg(alpha=constant(value=0.0), every=3, epochs=0)",
        "alpha-svrg(alpha=linear); alpha-svrg(alpha=linear(from=0.1, to=0.0), every=0, epochs=0)",
        "plain(); plain",
        "sgd(); sgd(momentum=0.0, dampening=0.0, nesterov=false)",
        "sgd(9e-1); sgd(momentum=0.9, dampening=0.0, nesterov=false)",
        "linear(to=.5,from=2); linear(from=2.0, to=0.5)",
        "constant(1e+2); constant(value=100.0)",
        "constant(1E-9); constant(value=1.0E-9)",
        "bb; bb(eta=0.1, min=0.0, max=Infinity, guard=true)",
        "bb(2, guard=false); bb(eta=2.0, min=0.0, max=Infinity, guard=false)",
        "bb(min=1, 3); bb(eta=0.1, min=1.0, max=3.0, guard=true)",
        "' \t sgd ( nesterov = true , momentum = 0.5 ) ';"
            + " sgd(momentum=0.5, dampening=0.0, nesterov=true)",
      })
  void print_everySetting_whateverTheTextLeftOut(String text, String printed) {
    MethodParts parts = MethodText.parse(text);
    MethodPart choice =
        parts.estimator() != null
            ? parts.estimator()
            : parts.rule() != null ? parts.rule() : parts.stepSize();
    assertThat(MethodText.print(choice)).isEqualTo(printed);
  }

  @Test
  void toString_wholeMethod_listsTheFourInOrder() {
    assertThat(OptimMethod.parse("constant(0.5)+local"))
        .hasToString("plain + local + constant(value=0.5) + none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sdg| at position 3: unknown choice sdg; did you mean sgd?",
        "plain + alphasvrg| at position 17: unknown choice alphasvrg; did you mean alpha-svrg?",
        "alpha-svrg(alpha=linaer(1, 0))| unknown choice linaer; did you mean linear?",
      })
  void parse_unknownChoice_namesTheNearest(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "sgd +", "+ sgd", "sgd + + plain", "levenberg"})
  void parse_noKnownChoice_listsThem(String text) {
    assertRefused(text, "unknown choice ");
    assertRefused(text, "; known: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd(momentun=0.9)| sgd: unknown setting momentun; did you mean momentum?",
        "bb(eta=1, ceiling=2)| bb: unknown setting ceiling; known: eta, guard, max, min",
        "plain(1)| plain takes at most 0 settings",
        "plain(x=1)| plain: unknown setting x; known: none",
        "sgd(0.5, 0.5, false, 0)| sgd takes at most 3 settings",
        "sgd(0.5, momentum=0.5)| sgd: momentum is set twice",
        "linear(to=1, to=2)| linear: to is set twice",
        "linear(to=1, from=2, 3)| linear: to is set twice",
      })
  void parse_badSettingName_saysWhich(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd(momentum=fast); sgd: momentum must be a double, was 'fast'",
        "sgd(momentum=); sgd: momentum must be a double, was ''",
        "sgd(momentum=sgd(0.5)); sgd: momentum must be a double, was 'sgd'",
        "alpha-svrg(every=1.5); alpha-svrg: every must be a long, was '1.5'",
        "bb(guard=1); bb: guard must be a boolean, was '1'",
        "bb(guard=yes); bb: guard must be a boolean, was 'yes'",
        "alpha-svrg(alpha=1,5x); alpha-svrg: every must be a long, was '5x'",
        "alpha-svrg(alpha=0.5x); alpha-svrg: alpha must be a Schedule, was '0.5x'",
        "alpha-svrg(alpha=bb); alpha-svrg: alpha must be a Schedule, was 'bb'",
        "alpha-svrg(alpha=sgd); alpha-svrg: alpha must be a Schedule, was 'sgd'",
      })
  void parse_wrongType_namesSettingAndValue(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd + local; sgd and local are choices of one kind: name one of them",
        "sgd + sgd; sgd and sgd are choices of one kind",
        "plain + sgd + alpha-svrg; plain and alpha-svrg are choices of one kind",
        "linear + bb; linear and bb are choices of one kind",
        "none + none; none and none are choices of one kind",
      })
  void parse_twoOfOneKind_namesBoth(String text, String message) {
    assertThatThrownBy(() -> MethodText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd plain; at position 4: expected + or the end",
        "sgd(0.5)); at position 8: expected + or the end",
        "sgd, plain; at position 3: expected + or the end",
        "sgd(0.5; at position 7: expected , or )",
        "linear(1 2); at position 9: expected , or )",
        "alpha-svrg(alpha=linear(1, 0); at position 29: expected , or )",
      })
  void parse_trailingGarbage_isRefusedWithItsPlace(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd(1); sgd: momentum must be in [0, 1), was 1.0",
        "plain + sgd(momentum=-0.5); sgd: momentum must be in [0, 1), was -0.5",
        "constant(NaN); constant: value must be finite and >= 0, was NaN",
        "linear(1, -1); linear: from and to must be finite and >= 0, was 1.0, -1.0",
        "bb(eta=0); bb: eta must be finite and > 0, was 0.0",
        "bb(min=2, max=1); bb: 0 <= min <= max, was 2.0, 1.0",
        "alpha-svrg(every=-1); alpha-svrg: every must be >= 0 (0: once an epoch), was -1",
        "alpha-svrg(alpha=linear(-1, 0)); linear: from and to must be finite and >= 0",
      })
  void parse_badRange_carriesTheRecordsMessage(String text, String message) {
    assertRefused(text, message);
  }

  /** The user wrote no {@code constant}: the place has to be named. */
  @Test
  void parse_badNumberAsSchedule_namesItsPlaceToo() {
    assertRefused("alpha-svrg(alpha=-1)", "constant: value must be finite and >= 0, was -1.0");
  }

  /**
   * A part that no provider names runs from code; its text says its class, and is not read back.
   */
  @Test
  void print_unregisteredPart_isTheNameOfItsClass() {
    record Foreign(double scale) implements MethodPart {}
    String text = MethodText.print(new Foreign(2));
    assertThat(text).isEqualTo(Foreign.class.getName() + "(scale=2.0)");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> MethodText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("optimization method '" + text + "', at position ")
        .hasMessageContaining(message);
  }
}
