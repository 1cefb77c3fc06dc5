package sparkoptim.core.linear;

/** {@code log(1 + exp(-m))} for label 1, {@code log(1 + exp(m))} for label 0. */
public record LogisticLoss() implements ScalarLoss {
  /** The only one. */
  public static final LogisticLoss LOSS = new LogisticLoss();

  @Override
  public double value(double label, double margin) {
    double signed = label > 0 ? -margin : margin;
    return Math.max(0, signed) + Elementary.log1p(Elementary.exp(-Math.abs(margin)));
  }

  /** Without {@code sigma - y}, which cancels to few bits where the row is fitted well. */
  @Override
  public double slope(double label, double margin) {
    return label > 0
        ? -1 / (1 + Elementary.exp(Math.min(margin, 708)))
        : 1 / (1 + Elementary.exp(Math.min(-margin, 708)));
  }

  @Override
  public double curvature() {
    return 0.25;
  }
}
