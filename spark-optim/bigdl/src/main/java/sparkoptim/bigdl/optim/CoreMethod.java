// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

/** A method for BigDL that has a twin among core's methods, which our engine runs. */
public interface CoreMethod {
  /**
   * Returns the same choices in core's form.
   *
   * @throws IllegalArgumentException if there is no such form, with the reason
   */
  sparkoptim.core.OptimMethod coreMethod();
}
