// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/** A property that a choice or an objective can offer and that another choice may need. */
public enum Capability {
  /** Takes snapshots: points at which the full gradient is known. */
  SNAPSHOT(false, "a gradient estimator that takes snapshots"),
  /** Moves along the negative gradient by exactly the step size. */
  UNSCALED(false, "an update rule without momentum or scaling"),
  /** Takes one gradient a step, so that the estimator may move its memory with it. */
  ONE_EVALUATION(false, "an update rule that takes one gradient a step"),
  /** Takes passes of single-row steps. */
  ROW_STEPS(false, "a gradient estimator with single-row steps"),
  /** Hands on the plain gradient of the rows. */
  EXACT_GRADIENT(false, "a gradient estimator that adds nothing to the gradient"),
  /** Estimates how far the loss is above its least. */
  GAP(false, "an update rule that estimates how far the loss is above its least"),
  /** Applies the proximal step of a penalty that has no gradient. */
  PROXIMAL(false, "an update rule with a proximal step, as the objective has an L1 penalty"),
  /** Sums over margins and curvature of all rows. */
  MARGINS(true, "an objective with margins and curvature (a linear model with a smooth loss)"),
  /** Runs whole passes of single-row steps inside every shard. */
  LOCAL_EPOCHS(true, "an objective that runs passes of single-row steps (a linear model)"),
  /** Remembers row slopes at the snapshot, so that gradients there cost nothing again. */
  REMEMBERS(true, "an objective that remembers slopes at the snapshot"),
  /**
   * Has gradients of a mini-batch that are more than a sum over its rows: they depend on which rows
   * come together, as with batch normalization, or on a draw, as with dropout. A full gradient is
   * then the mean over an epoch's mini-batches.
   */
  BATCH_DEPENDENT(true, "an objective whose gradients depend on the mini-batch (a network)"),
  /** Keeps a table of the slopes that each row had when it was last met. */
  ROW_TABLE(
      true,
      "an objective that keeps a table of row slopes (a linear model with all shards in one"
          + " process, as engine ranks has them)");

  private final boolean ofObjective;
  private final String description;

  Capability(boolean ofObjective, String description) {
    this.ofObjective = ofObjective;
    this.description = description;
  }

  /** Returns whether objectives offer it; otherwise other choices of the method do. */
  public boolean ofObjective() {
    return ofObjective;
  }

  /**
   * Returns what offers this capability, in words for an error message; {@link
   * MethodRegistry#describe} adds names.
   */
  public String description() {
    return description;
  }
}
