// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Arrays;

/**
 * The held part of a gradient: {@code values[i]} is the derivative along coordinate i. An
 * evaluation that touched few coordinates names them, and all other values are 0, so that code may
 * ignore the names.
 */
public final class Gradient {
  /** The {@link #count} of an evaluation that may have touched all coordinates. */
  public static final int ALL = -1;

  /** One value per held coordinate, overwritten by every evaluation. */
  public final double[] values;

  /** The first {@link #count} are the touched coordinates, each once, in no order. */
  public int[] touched = {};

  /** Number of touched coordinates; {@link #ALL} where any value may differ from 0. */
  public int count = ALL;

  /** The point of a rule that adds the dense part of its steps itself; null for all others. */
  public final LazyPoint lazyPoint;

  /**
   * Creates a gradient of zeros.
   *
   * @param size number of held coordinates
   */
  public Gradient(int size) {
    this(size, null);
  }

  /**
   * Creates a gradient without its dense part, which the lagging point adds.
   *
   * @param size number of held coordinates
   * @param lazyPoint the point that adds the dense part
   */
  public Gradient(int size, LazyPoint lazyPoint) {
    values = new double[size];
    this.lazyPoint = lazyPoint;
  }

  /**
   * Sets this gradient to {@code scale slopes[i]} along {@code coordinates[i]}, and 0 along all
   * others.
   *
   * @param coordinates indices among the held coordinates, each once
   * @param number number of touched coordinates
   * @param slopes one value per touched coordinate
   * @param scale factor of all slopes
   */
  public void touch(int[] coordinates, int number, double[] slopes, double scale) {
    if (count < 0) {
      Arrays.fill(values, 0);
    }
    for (int i = 0; i < count; i++) {
      values[touched[i]] = 0;
    }
    if (touched.length < number) {
      touched = new int[Math.max(number, 2 * touched.length)];
    }
    System.arraycopy(coordinates, 0, touched, 0, number);
    count = number;
    for (int i = 0; i < number; i++) {
      values[touched[i]] = scale * slopes[i];
    }
  }
}
