// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;

/**
 * Something to minimize.
 *
 * @param objectives fresh objectives over the same examples; a method runs on the first that it
 *     accepts
 * @param start where runs begin
 * @param steps that a run may take to the goal
 * @param goal the loss that they reach
 * @param loss what is minimized
 * @param data a hash of the examples
 */
record Problem(
    String name,
    List<Supplier<? extends StochasticObjective>> objectives,
    double[] start,
    long steps,
    double goal,
    ToDoubleFunction<double[]> loss,
    IntSupplier data) {

  /** Whether a method can run here. */
  boolean fits(OptimMethod method) {
    return objectives.stream().anyMatch(fresh -> accepts(method, fresh.get()));
  }

  /** A fresh objective for a method that {@link #fits}. */
  StochasticObjective objective(OptimMethod method) {
    for (Supplier<? extends StochasticObjective> fresh : objectives) {
      StochasticObjective objective = fresh.get();
      if (accepts(method, objective)) {
        return objective;
      }
    }
    throw new IllegalArgumentException(method + " does not fit " + name);
  }

  private boolean accepts(OptimMethod method, StochasticObjective objective) {
    try {
      return new Loop(method, objective, Trial.STEPS, 0, start).step() == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
