// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of doubles, whatever their order: a number of base 2^32 whose digits reach from the
 * smallest double to beyond the largest (Kulisch's long accumulator).
 */
final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MASK = 0xFFFF_FFFFL;
  private static final int DIGITS = 68;
  private static final int MANTISSA = 52;
  private static final int SMALLEST_EXPONENT = 1074;
  private static final int MOST_ADDITIONS = 1 << 30;

  private final long[] digits = new long[DIGITS];
  private int additions;
  private double notFinite; // NaN or an infinity, once one was added

  void add(double value) {
    if (!Double.isFinite(value)) {
      notFinite += value;
      return;
    }
    if (++additions == MOST_ADDITIONS) {
      carry();
    }
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> MANTISSA) & 0x7FF;
    long fraction = bits & ((1L << MANTISSA) - 1);
    int place = Math.max(exponent - 1, 0);
    long mantissa = exponent == 0 ? fraction : fraction | 1L << MANTISSA;
    int digit = place >>> 5;
    int shift = place & 31;
    long sign = bits < 0 ? -1 : 1;
    digits[digit] += sign * ((mantissa << shift) & MASK);
    digits[digit + 1] += sign * ((mantissa >>> (32 - shift)) & MASK);
    digits[digit + 2] += shift == 0 ? 0 : sign * (mantissa >>> (64 - shift));
  }

  /** Adds a product without rounding it. */
  void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    if (Double.isFinite(product)) {
      add(Math.fma(a, b, -product));
    }
  }

  void merge(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    notFinite += other.notFinite;
    additions++;
  }

  boolean isFinite() {
    return notFinite == 0;
  }

  /** Returns the sum, rounded once. */
  double value() {
    return isFinite() ? exact().doubleValue() : notFinite;
  }

  /** Returns the sum of all that was finite. */
  BigDecimal exact() {
    carry();
    BigInteger sum = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(Integer.SIZE).add(BigInteger.valueOf(digits[i]));
    }
    if (sum.signum() == 0) {
      return BigDecimal.ZERO;
    }
    int zeros = Math.min(sum.getLowestSetBit(), SMALLEST_EXPONENT); // short numbers are quick
    BigInteger divisor = BigInteger.ONE.shiftLeft(SMALLEST_EXPONENT - zeros);
    return new BigDecimal(sum.shiftRight(zeros)).divide(new BigDecimal(divisor));
  }

  /** Moves what exceeds a digit into the next one; the last digit has the sign. */
  private void carry() {
    for (int i = 0; i < DIGITS - 1; i++) {
      digits[i + 1] += digits[i] >> Integer.SIZE;
      digits[i] &= MASK;
    }
    additions = 1;
  }
}
