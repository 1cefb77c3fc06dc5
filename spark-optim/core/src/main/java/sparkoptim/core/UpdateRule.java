package sparkoptim.core;

import java.util.Set;

/** Decides how the point moves. */
public interface UpdateRule extends MethodPart {
  /** Starts a run from a point, or begins again from one. */
  Run start(RunContext context, double[] point);

  @Override
  default Set<Capability> offers() {
    return evaluations() == 1 ? Set.of(Capability.ONE_EVALUATION) : Set.of();
  }

  /** Gradient evaluations a step. */
  default int evaluations() {
    return 1;
  }

  /**
   * The step size that is customary for a rule which divides gradients by their own size, so that
   * no bound of curvature tells one; NaN for the others.
   */
  default double defaultStepSize() {
    return Double.NaN;
  }

  /** The running half. Its arrays are live: others read them and never keep or write them. */
  interface Run extends Stateful {
    /** Where the next gradient is taken. */
    double[] query();

    /** The point that is averaged, saved and scored. */
    default double[] served() {
      return query();
    }

    /**
     * Brings the whole point up to date where it lags behind: in a run with {@link
     * RunContext#dense}, untouched coordinates of {@link #query} and {@link #served} do until then.
     * Runs of one method settle at the same steps everywhere, as the rounding depends on it.
     */
    default void flush() {}

    /** {@link #served}, up to date: a copy where the point lags behind, which stays as it is. */
    default double[] current() {
      return served();
    }

    /**
     * Moves once.
     *
     * @param eta step size
     * @return the loss at the query point before the move
     */
    double step(long step, double eta, Oracle oracle);
  }
}
