// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * A visitor of changing fields. A saving visitor returns each value unchanged, a restoring one
 * returns the stored value (and fills vectors in place).
 */
public interface StateVisitor {
  /**
   * Visits the held part of a vector; a restoring visitor overwrites its elements.
   *
   * @param name name of the field, unique within its part
   * @param held held part of the vector
   */
  void vector(String name, double[] held);

  /**
   * Visits a number; the caller stores what comes back.
   *
   * @param name name of the field, unique within its part
   * @param value the present value
   * @return the value to store
   */
  double number(String name, double value);

  /**
   * Visits a count; the caller stores what comes back.
   *
   * @param name name of the field, unique within its part
   * @param value the present value
   * @return the value to store
   */
  long count(String name, long value);

  /**
   * Visits a yes or no; the caller stores what comes back.
   *
   * @param name name of the field, unique within its part
   * @param value the present value
   * @return the value to store
   */
  default boolean flag(String name, boolean value) {
    return count(name, value ? 1 : 0) != 0;
  }

  /**
   * Returns the visitor for the fields of a named part.
   *
   * @param part name of the part
   */
  StateVisitor in(String part);
}
