// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules beside slow twins that write the published formula down for one coordinate, powers and
 * all.
 */
final class BaselineTwinTest {
  /** 600 steps of rounding, in the twin and in the rule, on points of size 1 to 10. */
  private static final double TOLERANCE = 1e-11;

  private static final double ETA = 0.01;
  private final RecordedGradients gradients = new RecordedGradients(600, 6);

  /** One coordinate of a run. */
  private interface Twin {
    /** The point after step k = 1, 2, ..., from the one before it. */
    double move(int k, double x, double g);
  }

  private void assertSame(String rule, Supplier<Twin> twin) {
    double[][] points = gradients.run(rule, ETA);
    for (int i = 0; i < gradients.start.length; i++) {
      Twin one = twin.get();
      double x = gradients.start[i];
      for (int k = 0; k < points.length; k++) {
        x = one.move(k + 1, x, gradients.steps[k][i]);
        assertThat(points[k][i])
            .as("coordinate %d after step %d", i, k)
            .isCloseTo(x, within(TOLERANCE * Math.max(1, Math.abs(x))));
      }
    }
  }

  @Test
  void sgd_dampening_leavesTheFirstGradientWhole() {
    assertSame(
        "sgd(0.8, 0.3)",
        () ->
            new Twin() {
              double m;

              @Override
              public double move(int k, double x, double g) {
                m = k == 1 ? g : 0.8 * m + 0.7 * g;
                return x - ETA * m;
              }
            });
  }

  @Test
  void sgd_nesterov_looksAhead() {
    assertSame(
        "sgd(0.8, nesterov=true)",
        () ->
            new Twin() {
              double m;

              @Override
              public double move(int k, double x, double g) {
                m = 0.8 * m + g;
                return x - ETA * (g + 0.8 * m);
              }
            });
  }

  private static class AdamTwin implements Twin {
    double m;
    double v;
    double largest;
    final boolean amsgrad;
    final double decay;

    AdamTwin(boolean amsgrad, double decay) {
      this.amsgrad = amsgrad;
      this.decay = decay;
    }

    @Override
    public double move(int k, double x, double g) {
      m = 0.8 * m + 0.2 * g;
      v = 0.99 * v + 0.01 * g * g;
      largest = Math.max(largest, v);
      double mean = m / (1 - Math.pow(0.8, k));
      double square = (amsgrad ? largest : v) / (1 - Math.pow(0.99, k));
      return x - ETA * decay * x - ETA * mean / (Math.sqrt(square) + 1e-3);
    }
  }

  @Test
  void adam_isItsFormula() {
    assertSame("adam(0.8, 0.99, 1e-3)", () -> new AdamTwin(false, 0));
  }

  @Test
  void adam_amsgrad_neverLetsADivisorFall() {
    assertSame("adam(0.8, 0.99, 1e-3, true)", () -> new AdamTwin(true, 0));
  }

  @Test
  void adamW_decaysThePointAndNotTheGradient() {
    assertSame("adamw(0.8, 0.99, 1e-3, false, 0.5)", () -> new AdamTwin(false, 0.5));
    assertSame("adamw(0.8, 0.99, 1e-3, true, 0.5)", () -> new AdamTwin(true, 0.5));
  }

  private static final class RmsPropTwin implements Twin {
    double v;
    double a;
    double b;
    final boolean centered;
    final double momentum;

    RmsPropTwin(boolean centered, double momentum) {
      this.centered = centered;
      this.momentum = momentum;
    }

    @Override
    public double move(int k, double x, double g) {
      v = 0.95 * v + 0.05 * g * g;
      a = 0.95 * a + 0.05 * g;
      double square = centered ? v - a * a : v;
      b = momentum * b + g / (Math.sqrt(square) + 1e-3);
      return x - ETA * b;
    }
  }

  @Test
  void rmsProp_isItsFormula() {
    assertSame("rmsprop(0.95, 1e-3)", () -> new RmsPropTwin(false, 0));
    assertSame("rmsprop(0.95, 1e-3, momentum=0.7)", () -> new RmsPropTwin(false, 0.7));
  }

  @Test
  void rmsProp_centered_dividesByTheDeviation() {
    assertSame("rmsprop(0.95, 1e-3, true)", () -> new RmsPropTwin(true, 0));
    assertSame("rmsprop(0.95, 1e-3, true, 0.7)", () -> new RmsPropTwin(true, 0.7));
  }

  @Test
  void adamax_isItsFormula() {
    assertSame(
        "adamax(0.8, 0.95, 1e-3)",
        () ->
            new Twin() {
              double m;
              double u;

              @Override
              public double move(int k, double x, double g) {
                m = 0.8 * m + 0.2 * g;
                u = Math.max(0.95 * u, Math.abs(g) + 1e-3);
                return x - ETA / (1 - Math.pow(0.8, k)) * m / u;
              }
            });
  }

  @Test
  void adadelta_isItsFormula() {
    assertSame(
        "adadelta(0.95, 1e-3)",
        () ->
            new Twin() {
              double v;
              double u;

              @Override
              public double move(int k, double x, double g) {
                v = 0.95 * v + 0.05 * g * g;
                double d = Math.sqrt((u + 1e-3) / (v + 1e-3)) * g;
                u = 0.95 * u + 0.05 * d * d;
                return x - ETA * d;
              }
            });
  }

  /** With penalties, and powers that are no root. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.7, 0})
  void ftrl_isItsFormula(double power) {
    assertSame(
        "ftrl(%s, 0.2, 0.05, 0.3)".formatted(power),
        () ->
            new Twin() {
              double n = 0.2;
              double z;

              @Override
              public double move(int k, double x, double g) {
                double before = Math.pow(n, power) / ETA;
                n += g * g;
                double q = Math.pow(n, power) / ETA;
                z += g - (q - before) * x;
                return Math.abs(z) <= 0.05 ? 0 : (Math.signum(z) * 0.05 - z) / (q + 0.6);
              }
            });
  }

  @Test
  void ftrl_withoutPenalties_makesAdagradsSteps() {
    double[][] adagrad = gradients.run("adagrad(0, 1e-300)", ETA);
    double[][] ftrl = gradients.run("ftrl", ETA);
    for (int k = 0; k < ftrl.length; k++) {
      assertThat(ftrl[k]).as("step %d", k).containsExactly(adagrad[k], within(TOLERANCE * 10));
    }
  }

  @Test
  void adagrad_isItsFormula() {
    assertSame(
        "adagrad(0.5, 1e-3)",
        () ->
            new Twin() {
              double v = 0.5;

              @Override
              public double move(int k, double x, double g) {
                v += g * g;
                return x - ETA * g / (Math.sqrt(v) + 1e-3);
              }
            });
  }
}
