package sparkoptim.core;

/** What a choice or an objective can offer, and what another choice may need. */
public enum Trait {
  /** Takes anchors: points at which the full gradient is known. */
  ANCHOR(false, "a gradient estimator that takes anchors (alpha-svrg)"),
  /** Moves along the negative gradient by exactly the step size. */
  UNSCALED(false, "an update rule without momentum or scaling (sgd, local)"),
  /** Runs whole passes of single-row steps inside every shard. */
  WHOLE_PASS(true, "an objective that runs passes of single-row steps (a linear model)"),
  /** Remembers row slopes at the anchor, so that gradients there cost nothing again. */
  REMEMBERS(true, "an objective that remembers slopes at the anchor");

  private final boolean ofObjective;
  private final String description;

  Trait(boolean ofObjective, String description) {
    this.ofObjective = ofObjective;
    this.description = description;
  }

  /** Whether objectives offer it; otherwise other choices of the method do. */
  public boolean ofObjective() {
    return ofObjective;
  }

  /** Who has it, in words for an error message. */
  public String description() {
    return description;
  }
}
