// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.Golden;
import sparkoptim.core.testing.LeastSquares;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.ResumeCheck;
import sparkoptim.core.testing.Shrunk;
import sparkoptim.core.testing.WrittenSchedule;

final class PrimalAveragingTest {
  private static OptimMethod method(Schedule eta, Schedule averaging) {
    return new MethodParts(Plain.DEFAULT, new PrimalAveraging(averaging), eta, null).toMethod();
  }

  private static double[] z(Loop loop) {
    return LoopState.of(loop).vectors().get("rule.z");
  }

  /** B1, B3, B4 and B6, with eta and c as they stand in the vectors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spa/B1_constant",
        "spa/B2_sgdm_lr_drop_constant_beta_mapped",
        "spa/B3_spa_eta_const_c_drop_mapped",
        "spa/B4_arbitrary",
        "spa/B6_eta_drop_c_constant"
      })
  void run_quadratic_isTheGoldenOne(String id) {
    JsonNode steps = Golden.vector(id).get("spa");
    double[] eta = new double[steps.size()];
    double[] c = new double[steps.size()];
    for (int k = 0; k < eta.length; k++) {
      eta[k] = steps.get(k).get("eta").doubleValue();
      c[k] = steps.get(k).get("c_next").doubleValue();
    }
    OptimMethod method = method(new WrittenSchedule(eta), new WrittenSchedule(c));
    Loop loop = new Loop(method, new Quadratic(1, 10), eta.length, 0, new double[] {1, 1});
    assertThat(steps).isNotEmpty();
    for (JsonNode expected : steps) {
      loop.next();
      assertThat(loop.served())
          .containsExactly(Golden.doubles(expected.get("x")), within(Golden.TOLERANCE));
      assertThat(z(loop))
          .containsExactly(Golden.doubles(expected.get("z")), within(Golden.TOLERANCE));
    }
  }

  @Test
  void averagingOne_isPlainSgdToTheBit() {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    Loop sgd = loop("sgd + linear(0.5, 0.1)", problem);
    Loop spa = loop("spa(1) + linear(0.5, 0.1)", problem);
    while (sgd.begin()) {
      assertThat(spa.next()).isEqualTo(sgd.next());
      assertThat(spa.served()).isEqualTo(sgd.served());
      assertThat(z(spa)).isEqualTo(sgd.served());
    }
    assertThat(spa.begin()).isFalse();
  }

  @Test
  void averagingOne_withAProximalStep_isPlainSgdToTheBit() {
    StochasticObjective objective = new Shrunk(new LeastSquares(), 0.2);
    Loop sgd = new Loop(OptimMethod.parse("sgd + constant(0.2)"), objective, 9, 0, new double[2]);
    Loop spa =
        new Loop(OptimMethod.parse("spa(1) + constant(0.2)"), objective, 9, 0, new double[2]);
    while (sgd.begin()) {
      sgd.next();
      spa.next();
      assertThat(spa.served()).isEqualTo(sgd.served());
    }
    assertThat(spa.served()[0]).isNotZero();
  }

  /** alpha = eta c, beta = 1 - c, along mini-batches. */
  @Test
  void constants_areSgdWithMomentum() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    Loop momentum = loop("sgd(0.75) + constant(0.1)", problem);
    Loop spa = loop("spa(0.25) + constant(0.4)", problem);
    while (momentum.begin()) {
      momentum.next();
      spa.next();
      assertThat(spa.served()).containsExactly(momentum.served(), within(1e-13));
    }
  }

  private static Loop loop(String method, LinearCase problem) {
    return new Loop(OptimMethod.parse(method), problem.objective(10), 11, 0, problem.point(1));
  }

  /** The proximal step is z's, of length eta; x averages and is not sparse. */
  @Test
  void proximal_actsOnZ() {
    double[] h = {1, 0.5, 2};
    double[] x = {1, -0.05, 0.3};
    double[] z = x.clone();
    OptimMethod method = OptimMethod.parse("spa(0.3) + linear(0.4, 0.1)");
    Loop loop = new Loop(method, new Shrunk(new Quadratic(h), 0.7), 8, 0, x);
    boolean zero = false;
    for (int k = 0; k < 8; k++) {
      double eta = loop.next().stepSize();
      for (int i = 0; i < 3; i++) {
        z[i] = Shrunk.shrunk(z[i] - eta * h[i] * x[i], eta * 0.7);
        x[i] = 0.7 * x[i] + 0.3 * z[i];
      }
      assertThat(z(loop)).containsExactly(z, within(1e-14));
      assertThat(loop.served()).containsExactly(x, within(1e-14));
      zero |= z[1] == 0;
      assertThat(loop.served()[1]).isNotZero();
    }
    assertThat(zero).isTrue();
  }

  private record ByEpoch(double... values) implements Schedule {
    @Override
    public double at(long count, long total) {
      return values[(int) count];
    }

    @Override
    public Per per() {
      return Per.EPOCH;
    }
  }

  @Test
  void averaging_countedInEpochs_holdsForAnEpoch() {
    Constant eta = new Constant(0.2);
    double[] start = {0, 0};
    Loop epochs = new Loop(method(eta, new ByEpoch(0.5, 0.1)), new LeastSquares(), 8, 0, start);
    WrittenSchedule same = new WrittenSchedule(0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1);
    Loop steps = new Loop(method(eta, same), new LeastSquares(), 8, 0, start);
    while (steps.begin()) {
      epochs.next();
      steps.next();
      assertThat(epochs.served()).isEqualTo(steps.served());
    }
  }

  @Test
  void averaging_outOfRangeInTheMiddle_isRefusedWhereItIsUsed() {
    OptimMethod method = method(new Constant(0.1), new WrittenSchedule(0.5, 1.5, 0.5));
    Loop loop = new Loop(method, new Quadratic(1), 3, 0, new double[] {1});
    loop.next();
    assertThatThrownBy(loop::next)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spa: averaging must be in (0, 1], was 1.5 at step 1");
  }

  /** A schedule that ends at 0 is refused before the first step, not after the last but one. */
  @Test
  void averaging_firstOrLastOutOfRange_isRefusedAtTheStart() {
    double[] point = {1};
    OptimMethod falls = OptimMethod.parse("spa(linear(0.5, 0))");
    assertThatThrownBy(() -> new Loop(falls, new Quadratic(1), 5, 0, point))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spa: averaging must be in (0, 1], was 0.0 at step 4");
    OptimMethod high = OptimMethod.parse("spa(1.01)");
    assertThatThrownBy(() -> new Loop(high, new Quadratic(1), 5, 0, point))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spa: averaging must be in (0, 1], was 1.01 at step 0");
    assertThat(new Loop(falls, new Quadratic(1), 0, 0, point).begin()).isFalse();
  }

  @Test
  void averaging_null_isRefused() {
    assertThatThrownBy(() -> new PrimalAveraging(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spa: averaging must be given, was null");
  }

  @Test
  void offers_aProximalStepAndOneGradient() {
    assertThat(PrimalAveraging.DEFAULT.offers())
        .containsExactlyInAnyOrder(Capability.ONE_EVALUATION, Capability.PROXIMAL);
  }

  @Test
  void emptyPart_steps() {
    Loop loop = new Loop(OptimMethod.parse("spa"), new Quadratic(), 3, 0, new double[0]);
    loop.forEachRemaining(iteration -> {});
    assertThat(loop.served()).isEmpty();
  }

  @Test
  void restore_atAnyStep_continuesWithTheSameBits() {
    LinearCase problem = LinearCase.logistic().penalised(0.1);
    ResumeCheck.assertSameBits(() -> loop("svrg + spa(linear(0.5, 0.1)) + linear(1, 0)", problem));
  }

  @Test
  void text_parsesBack() {
    OptimMethod method = OptimMethod.parse("spa(averaging=linear(1, 0.1))");
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
    assertThat(OptimMethod.parse("spa").rule()).isEqualTo(new PrimalAveraging(new Constant(0.1)));
  }
}
