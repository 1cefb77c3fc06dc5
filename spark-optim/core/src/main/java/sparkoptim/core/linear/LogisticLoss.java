package sparkoptim.core.linear;

/** {@code log(1 + exp(-m))} for label 1, {@code log(1 + exp(m))} for label 0; no other labels. */
public record LogisticLoss() implements ScalarLoss {
  /** The only one. */
  public static final LogisticLoss LOSS = new LogisticLoss();

  @Override
  public double value(double label, double margin) {
    return loss(wrong(label, margin), tail(margin));
  }

  /** Without {@code sigma - y}, which cancels to few bits where the row is fitted well. */
  @Override
  public double slope(double label, double margin) {
    return slope(label, wrong(label, margin), tail(margin));
  }

  @Override
  public void evaluate(double[] labels, double[] margins, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double wrong = wrong(labels[i], margins[i]);
      double tail = tail(margins[i]);
      values[i] = loss(wrong, tail);
      margins[i] = slope(labels[i], wrong, tail);
    }
  }

  /** The margin towards the other label. Labels are as good as random: no branches on them. */
  private static double wrong(double label, double margin) {
    return (1 - 2 * label) * margin;
  }

  private static double tail(double margin) {
    return Elementary.exp(-Math.abs(margin));
  }

  private static double loss(double wrong, double tail) {
    return Math.max(0, wrong) + Elementary.log1p(tail);
  }

  private static double slope(double label, double wrong, double tail) {
    double right = Double.doubleToRawLongBits(wrong) >>> 63;
    return (1 - 2 * label) * (1 - right + right * tail) / (1 + tail);
  }

  @Override
  public double curvature() {
    return 0.25;
  }
}
