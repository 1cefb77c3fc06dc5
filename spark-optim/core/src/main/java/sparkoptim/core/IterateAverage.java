package sparkoptim.core;

/** Decides which point is served in the end. */
public interface IterateAverage extends MethodPart {
  /** Starts a run from the starting point. */
  Run start(RunContext context, double[] point);

  /** The running half. */
  interface Run extends Stateful {
    /** Sees the rule's served point after a step. */
    void add(long step, double[] served);

    /** The served point, given the rule's own. Live: read it, never keep or write it. */
    double[] value(double[] served);
  }
}
