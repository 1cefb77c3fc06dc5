// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

/**
 * {@link HingeLoss} with a parabola in place of its kink: with z = 1 - s m, where s = 1 for label 1
 * and s = -1 for label 0, it is 0 up to z = -w/2, {@code (z + w/2)^2 / (2 w)} up to w/2, and z
 * beyond. It is nowhere more than w/8 above the hinge loss, and nowhere below, so that its optimum
 * comes to that of the hinge loss as w falls.
 *
 * @param width w, finite and > 0
 */
public record SmoothHingeLoss(double width) implements ScalarLoss {
  public SmoothHingeLoss {
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "smooth-hinge: width must be finite and > 0, was " + width);
    }
  }

  @Override
  public double value(double label, double margin) {
    double missing = 1 - (label > 0 ? margin : -margin);
    double into = missing + width / 2;
    if (into <= 0) {
      return 0;
    }
    return into < width ? into * into / (2 * width) : missing;
  }

  @Override
  public double slope(double label, double margin) {
    double part = part(label, margin);
    return label > 0 ? -part : part;
  }

  /** The way through the parabola, from 0 to 1. */
  private double part(double label, double margin) {
    double missing = 1 - (label > 0 ? margin : -margin);
    return Math.min(Math.max((missing + width / 2) / width, 0), 1);
  }

  @Override
  public double curvature(double label, double margin, double slope) {
    double part = Math.abs(slope);
    return part > 0 && part < 1 ? 1 / width : 0;
  }

  @Override
  public double curvature() {
    return 1 / width;
  }
}
