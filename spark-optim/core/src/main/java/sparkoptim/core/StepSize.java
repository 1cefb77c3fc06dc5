package sparkoptim.core;

/** Decides how long a step is: a schedule, or a rule that reads the run. */
public interface StepSize extends MethodPart {
  /** Starts a run. */
  Run start(RunContext context);

  /**
   * From where a run goes on after a fresh snapshot.
   *
   * @param rollBackTo an earlier snapshot, whose point and gradient take the place of the fresh
   *     one's; null to go on from the fresh one
   */
  record Decision(Snapshot rollBackTo) {
    /** Goes on from the fresh snapshot. */
    public static final Decision GO_ON = new Decision(null);
  }

  /** The running half. */
  interface Run extends Stateful {
    /** The step size of a step. */
    double at(long step);

    /** Reads a snapshot that was taken just now, and says from where the run goes on. */
    default Decision atSnapshot(Snapshot fresh) {
      return Decision.GO_ON;
    }

    /**
     * Puts itself between the rule and the gradients, to see losses and gradients go by; once, when
     * the run starts. What the rule asks and gets must stay the same.
     */
    default Oracle watch(Oracle gradients) {
      return gradients;
    }
  }
}
