// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * exp and log(1 + x) from additions, multiplications and divisions alone: the same bits on every
 * processor, and faster than {@link StrictMath}. Relative errors of exp and log1p stay below 5e-16.
 */
public final class PortableMath {
  private static final int TABLE = 64;
  private static final double[] POWERS = new double[TABLE];
  private static final double INVERSE_STEP = TABLE / StrictMath.log(2);

  /** ln 2 / 64 in two parts; the first has 32 bits, so that its multiples are exact. */
  private static final double STEP_HIGH = 0x1.62e42feep-7;

  private static final double STEP_LOW = 0x1.a39ef35793c76p-39;

  /** log(1 + k / 128), and the inverse of 1 + k / 128. */
  private static final int LOGS = 128;

  private static final double[] LOGARITHMS = new double[LOGS + 1];
  private static final double[] INVERSES = new double[LOGS + 1];

  /** Adding and taking it away rounds to an integer. */
  private static final double ROUND = 0x1.8p52;

  static {
    for (int i = 0; i < TABLE; i++) {
      POWERS[i] = StrictMath.pow(2, (double) i / TABLE);
    }
    for (int k = 0; k <= LOGS; k++) {
      LOGARITHMS[k] = StrictMath.log1p((double) k / LOGS);
      INVERSES[k] = 1 / (1 + (double) k / LOGS);
    }
  }

  private PortableMath() {}

  /** Returns the exponential; 0 below -708, infinite above 709.78, NaN for NaN. */
  public static double exp(double x) {
    if (!(x > -708)) {
      return x <= -708 ? 0 : Double.NaN;
    }
    if (x > 709) {
      return StrictMath.exp(x);
    }
    double shifted = x * INVERSE_STEP + ROUND;
    int k = (int) Double.doubleToRawLongBits(shifted);
    double steps = shifted - ROUND;
    double r = x - steps * STEP_HIGH - steps * STEP_LOW;
    double square = r * r;
    double small = r + square * (0.5 + r * (1.0 / 6) + square * (1.0 / 24 + r * (1.0 / 120)));
    double power = POWERS[k & (TABLE - 1)];
    double scale = Double.longBitsToDouble((long) ((k >> 6) + 1023) << 52);
    return (power + power * small) * scale;
  }

  /** Returns log(1 + x) for x in [0, 1]. */
  public static double log1p(double x) {
    int k = (int) (x * LOGS + 0.5);
    double r = (x - (double) k / LOGS) * INVERSES[k];
    double square = r * r;
    double high = square * (-1.0 / 6 + r * (1.0 / 7));
    double small = -0.5 + r * (1.0 / 3) + square * (-0.25 + r * 0.2 + high);
    return LOGARITHMS[k] + (r + square * small);
  }

  /** Returns {@code (e^x - 1) / x} for {@code x <= 0}, with 1 at 0. */
  public static double relativeExpm1(double x) {
    if (x > -1e-5) {
      return 1 + x * (0.5 + x * (1.0 / 6));
    }
    if (x < -0.03125) {
      return (exp(x) - 1) / x;
    }
    double square = x * x;
    return 1
        + x * (0.5 + x * (1.0 / 6))
        + square * x * (1.0 / 24 + x * (1.0 / 120) + square * (1.0 / 720 + x * (1.0 / 5040)));
  }
}
