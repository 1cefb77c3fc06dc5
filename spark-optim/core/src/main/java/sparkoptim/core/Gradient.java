package sparkoptim.core;

import java.util.Arrays;

/** The held part of a gradient, dense: {@code values[i]} is the derivative along coordinate i. */
public final class Gradient {
  /** One value per held coordinate, overwritten by every evaluation. */
  public final double[] values;

  /**
   * A gradient of zeros.
   *
   * @param size number of held coordinates
   */
  public Gradient(int size) {
    values = new double[size];
  }

  /** Sets every value to zero. */
  public void clear() {
    Arrays.fill(values, 0);
  }
}
