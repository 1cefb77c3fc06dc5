// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.testing.Golden;

/** The maps of the golden vectors B1 to B4 and B6, and what they refuse. */
final class MomentumFormTest {
  private static double[] column(JsonNode steps, String name) {
    double[] values = new double[steps.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = steps.get(k).get(name).doubleValue();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"B1_constant", "B2_sgdm_lr_drop_constant_beta_mapped"})
  void averaging_goldenMomentum_isTheGoldenForm(String id) {
    JsonNode vector = Golden.vector("spa/" + id);
    JsonNode momentum = vector.get("sgdm");
    AveragingForm form =
        new MomentumForm(column(momentum, "alpha"), column(momentum, "beta")).averaging();
    assertClose(form.eta(), column(vector.get("spa"), "eta"));
    assertClose(form.averaging(), column(vector.get("spa"), "c_next"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"B3_spa_eta_const_c_drop_mapped", "B4_arbitrary", "B6_eta_drop_c_constant"})
  void momentum_goldenAveraging_isTheGoldenForm(String id) {
    JsonNode vector = Golden.vector("spa/" + id);
    JsonNode averaging = vector.get("spa");
    MomentumForm form =
        new AveragingForm(column(averaging, "eta"), column(averaging, "c_next")).momentum();
    assertClose(form.alpha(), Golden.doubles(vector.get("alpha")));
    assertClose(form.beta(), Golden.doubles(vector.get("beta")));
  }

  /** z and m of every golden run, out of the golden points alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "B1_constant",
        "B2_sgdm_lr_drop_constant_beta_mapped",
        "B3_spa_eta_const_c_drop_mapped",
        "B4_arbitrary",
        "B6_eta_drop_c_constant"
      })
  void states_ofTheGoldenRuns_translate(String id) {
    JsonNode spa = Golden.vector("spa/" + id).get("spa");
    JsonNode momentum = Golden.vector("spa/" + id).get("sgdm");
    double[] previous = {1, 1};
    for (int k = 0; k < spa.size(); k++) {
      double[] x = Golden.doubles(spa.get(k).get("x"));
      double[] z = Golden.doubles(spa.get(k).get("z"));
      double[] m = Golden.doubles(momentum.get(k).get("m"));
      assertClose(AveragingForm.fastPoint(x, previous, column(spa, "c_next")[k]), z);
      assertClose(MomentumForm.velocity(x, previous, column(momentum, "alpha")[k]), m);
      if (k + 1 < spa.size()) {
        double eta = column(spa, "eta")[k + 1];
        double beta = column(momentum, "beta")[k + 1];
        assertClose(AveragingForm.fastPointOfVelocity(x, m, eta, beta), z);
        if (beta > 0) {
          assertClose(MomentumForm.velocityOfFastPoint(x, z, eta, beta), m);
        }
      }
      previous = x;
    }
  }

  /** Division by small alpha and c magnifies the rounding of the points. */
  private static void assertClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(Golden.TOLERANCE * Math.max(1, largest)));
  }

  /** With beta 0.9 a drop of alpha makes eta grow by 1 / 0.9 a step. */
  @Test
  void averaging_longAfterADropOfAlpha_isRefusedWhereEtaOverflows() {
    double[] alpha = new double[7000];
    double[] beta = new double[7000];
    Arrays.fill(alpha, 0.001);
    Arrays.fill(beta, 0.9);
    alpha[0] = 0.01;
    assertRefused(() -> new MomentumForm(alpha, beta).averaging(), "must be finite, was Infinity");
    double[] eta =
        new MomentumForm(Arrays.copyOf(alpha, 201), Arrays.copyOf(beta, 201)).averaging().eta();
    assertThat(eta[200] / 0.09).isBetween(1.1e9, 1.6e9);
  }

  @Test
  void averaging_alphaNotBelowEta_isRefused() {
    double[] alpha = {0.05, 0.05, 0.05};
    double[] beta = {0.5, 0.5, 0.5};
    assertRefused(
        () -> new MomentumForm(alpha, beta).averaging(0.05),
        "momentum form: alpha at step 0 must be < eta = 0.05, was 0.05");
    assertRefused(
        () -> new MomentumForm(new double[] {0.05, 0.2}, new double[] {0, 0.5}).averaging(0.1),
        "momentum form: alpha at step 1 must be < eta = 0.1, was 0.2");
    assertRefused(
        () -> new MomentumForm(alpha, beta).averaging(-1),
        "momentum form: alpha at step 0 must be < eta = -1.0, was 0.05");
    assertRefused(
        () -> new MomentumForm(alpha, beta).averaging(Double.NaN),
        "momentum form: eta at step 0 must be finite, was NaN");
  }

  /** Nothing follows the last step: there c may be 1. */
  @Test
  void averaging_alphaIsEtaAtTheEnd_isOne() {
    MomentumForm form = new MomentumForm(new double[] {0.05, 0.1}, new double[] {0, 0.5});
    assertThat(form.averaging(0.1).averaging()).containsExactly(0.5, 1);
  }

  @Test
  void averaging_momentumZeroLater_isRefused() {
    MomentumForm form = new MomentumForm(new double[] {0.05, 0.1}, new double[] {0.5, 0});
    assertRefused(form::averaging, "momentum form: beta at step 1 must be > 0, was 0.0");
  }

  /** The golden B4 has c = 1 at its first step. */
  @Test
  void averaging_ofAFormWithAveragingOne_isRefused() {
    MomentumForm form =
        new AveragingForm(new double[] {0.1, 0.1}, new double[] {1, 0.5}).momentum();
    assertRefused(
        () -> form.averaging(0.1), "momentum form: alpha at step 0 must be < eta = 0.1, was 0.1");
  }

  @Test
  void forms_ofNoStep_areEmpty() {
    assertThat(new MomentumForm(new double[0], new double[0]).averaging().eta()).isEmpty();
    assertThat(new AveragingForm(new double[0], new double[0]).momentum().alpha()).isEmpty();
  }

  @Test
  void forms_keepTheirOwnArrays() {
    double[] eta = {0.1};
    double[] c = {0.5};
    AveragingForm form = new AveragingForm(eta, c);
    eta[0] = 7;
    form.averaging()[0] = 7;
    assertThat(form.eta()).containsExactly(0.1);
    assertThat(form.averaging()).containsExactly(0.5);
    MomentumForm momentum = new MomentumForm(c, c);
    c[0] = 7;
    momentum.beta()[0] = 7;
    assertThat(momentum.alpha()).containsExactly(0.5);
    assertThat(momentum.beta()).containsExactly(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0.5; alpha at step 0 must be finite and > 0, was 0.0",
        "Infinity; 0.5; alpha at step 0 must be finite and > 0, was Infinity",
        "0.1; -0.5; beta at step 0 must be finite and >= 0, was -0.5",
        "0.1; NaN; beta at step 0 must be finite and >= 0, was NaN",
      })
  void momentum_outOfRange_isRefused(double alpha, double beta, String message) {
    assertRefused(
        () -> new MomentumForm(new double[] {alpha}, new double[] {beta}),
        "momentum form: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0.5; eta at step 0 must be finite and > 0, was 0.0",
        "NaN; 0.5; eta at step 0 must be finite and > 0, was NaN",
        "0.1; 0; averaging at step 0 must be in (0, 1], was 0.0",
        "0.1; 1.1; averaging at step 0 must be in (0, 1], was 1.1",
      })
  void averaging_outOfRange_isRefused(double eta, double c, String message) {
    assertRefused(
        () -> new AveragingForm(new double[] {eta}, new double[] {c}),
        "averaging form: " + message);
  }

  @Test
  void lengths_thatDiffer_areRefused() {
    assertRefused(
        () -> new MomentumForm(new double[2], new double[3]),
        "momentum form: as many alpha as beta, was 2 and 3");
    assertRefused(
        () -> new AveragingForm(new double[2], new double[3]),
        "averaging form: as many eta as averaging, was 2 and 3");
  }

  @Test
  void states_thatHaveNoForm_areRefused() {
    double[] x = {1};
    assertRefused(
        () -> AveragingForm.fastPoint(x, x, 0),
        "averaging form: averaging must be in (0, 1], was 0.0");
    assertRefused(
        () -> MomentumForm.velocity(x, x, 0), "momentum form: alpha must be > 0, was 0.0");
    assertRefused(
        () -> MomentumForm.velocityOfFastPoint(x, x, 0, 0.5),
        "momentum form: eta must be > 0, was 0.0");
    assertRefused(
        () -> MomentumForm.velocityOfFastPoint(x, x, 0.1, 0),
        "momentum form: beta must be > 0, was 0.0");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(message);
  }
}
