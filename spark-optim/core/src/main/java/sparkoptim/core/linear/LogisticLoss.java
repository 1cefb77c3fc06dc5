// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/** {@code log(1 + exp(-m))} for label 1, {@code log(1 + exp(m))} for label 0. */
public record LogisticLoss() implements ScalarLoss {
  /** The only one. */
  public static final LogisticLoss LOSS = new LogisticLoss();

  @Override
  public double value(double label, double margin) {
    return loss(side(label) * margin, tail(margin));
  }

  /**
   * Computes the slope without {@code sigma - y}, which cancels to few bits where the row is fitted
   * well.
   */
  @Override
  public double slope(double label, double margin) {
    double side = side(label);
    return slope(side, side * margin, tail(margin));
  }

  @Override
  public void evaluate(double[] labels, double[] margins, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double side = side(labels[i]);
      double wrong = side * margins[i];
      double tail = tail(margins[i]);
      values[i] = loss(wrong, tail);
      margins[i] = slope(side, wrong, tail);
    }
  }

  /**
   * Returns the sign of the other label: -1 for label 1. Labels are as good as random: no branches
   * on them.
   */
  private static double side(double label) {
    return Math.copySign(1, 0.5 - label);
  }

  private static double tail(double margin) {
    return PortableMath.exp(-Math.abs(margin));
  }

  /**
   * Returns the loss.
   *
   * @param wrong the margin towards the other label
   */
  private static double loss(double wrong, double tail) {
    return Math.max(0, wrong) + PortableMath.log1p(tail);
  }

  private static double slope(double side, double wrong, double tail) {
    double right = Double.doubleToRawLongBits(wrong) >>> 63;
    return side * (1 - right + right * tail) / (1 + tail);
  }

  /** Returns {@code p (1 - p)}: the slope is p or p - 1. */
  @Override
  public double curvature(double label, double margin, double slope) {
    double size = Math.abs(slope);
    return size * (1 - size);
  }

  @Override
  public double curvature() {
    return 0.25;
  }

  /** A row of this loss has probability e^-loss, and curvature p (1 - p). */
  @Override
  public double typicalCurvature(double loss) {
    return StrictMath.exp(-loss) * -StrictMath.expm1(-loss);
  }
}
