// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Set;

/** Decides how the point moves. */
public interface UpdateRule extends MethodPart {
  /**
   * Starts a run from a point, or restarts it there.
   *
   * @param context what the choices know about the run
   * @param point held part of the starting point
   * @return the run
   */
  Run start(RunContext context, double[] point);

  @Override
  default Set<Capability> offers() {
    return evaluations() == 1 ? Set.of(Capability.ONE_EVALUATION) : Set.of();
  }

  /** Returns the number of gradient evaluations per step. */
  default int evaluations() {
    return 1;
  }

  /**
   * Returns the step size that is customary for a rule which divides gradients by their own size,
   * so that no bound of curvature tells one; NaN for the others.
   */
  default double defaultStepSize() {
    return Double.NaN;
  }

  /** Returns whether the point that is served is the one at which gradients are taken. */
  default boolean servesQuery() {
    return true;
  }

  /**
   * The changing state of one run. Its arrays are live: others read them and never keep or write
   * them.
   */
  interface Run extends Stateful {
    /** Returns where the next gradient is taken. */
    double[] query();

    /** Returns the point that is averaged, saved and scored. */
    default double[] served() {
      return query();
    }

    /**
     * Brings the whole point up to date where it lags behind: in a run with {@link
     * RunContext#dense}, untouched coordinates of {@link #query} and {@link #served} do until then.
     * Runs of one method settle at the same steps everywhere, as the rounding depends on it.
     */
    default void flush() {}

    /**
     * Returns {@link #served}, up to date: a copy if the point lags behind, which does not change.
     */
    default double[] current() {
      return served();
    }

    /**
     * Returns an estimate of how far the loss at {@link #served} is above its least, from above; a
     * rule that offers {@link Capability#GAP} has one after every step.
     */
    default double gap() {
      return Double.NaN;
    }

    /** Returns the norm of the full gradient at {@link #served}, of a rule that has a gap. */
    default double gradientNorm() {
      return Double.NaN;
    }

    /** Returns what {@link #gap} is compared with: the run has converged at tolerance times it. */
    default double gapScale() {
      return Double.NaN;
    }

    /**
     * Moves the point once.
     *
     * @param step the step, counted from 0
     * @param eta step size
     * @param oracle answers with losses and gradients
     * @return the loss at the query point before the move
     */
    double step(long step, double eta, Oracle oracle);
  }
}
