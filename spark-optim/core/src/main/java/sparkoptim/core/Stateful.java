// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** Something whose changing fields can be visited: to save, restore, hash or log them. */
public interface Stateful {
  /**
   * Visits every field that changes, once, always in the same order.
   *
   * @param fields the visitor
   */
  default void fields(StateVisitor fields) {}
}
