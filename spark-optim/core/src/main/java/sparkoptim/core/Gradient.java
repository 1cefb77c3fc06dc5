package sparkoptim.core;

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
}
