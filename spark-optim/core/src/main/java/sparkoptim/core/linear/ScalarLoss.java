package sparkoptim.core.linear;

import java.io.Serializable;

/** A loss of one margin per row. */
public interface ScalarLoss extends Serializable {
  /** The loss at a margin. */
  double value(double label, double margin);

  /** Its derivative along the margin. */
  double slope(double label, double margin);

  /** An upper bound of its second derivative along the margin. */
  double curvature();
}
