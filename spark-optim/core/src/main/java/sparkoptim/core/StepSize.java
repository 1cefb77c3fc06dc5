package sparkoptim.core;

/** Decides how long a step is: a schedule, or a rule that reads the run. */
public interface StepSize extends MethodPart {
  /** Starts a run. */
  Run start(RunContext context);

  /** The running half. */
  interface Run extends Stateful {
    /** The step size of a step. */
    double at(long step);

    /**
     * Reads a snapshot that was taken just now.
     *
     * @return the snapshot to go on from: {@code fresh}, or an earlier one to go back to
     */
    default Snapshot atSnapshot(Snapshot fresh) {
      return fresh;
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
