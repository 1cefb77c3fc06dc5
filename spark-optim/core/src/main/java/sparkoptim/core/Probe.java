// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * Looks at a run between two steps, on every rank at the same steps. It may evaluate the objective
 * and take inner products, which are collective, and changes nothing of the run.
 */
@FunctionalInterface
public interface Probe {
  /**
   * Looks at a run that is about to make step {@link Loop#step}.
   *
   * @param run the run; read its state, and evaluate at trial points only
   */
  void look(Loop run);
}
