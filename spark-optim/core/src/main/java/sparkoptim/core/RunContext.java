// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * The facts that every choice may use when a run starts.
 *
 * @param prox the proximal step of the penalty; {@link Prox#NONE} without
 * @param dense what the rule adds to gradients of few coordinates, late; null where gradients have
 *     all. The rule's point may then lag behind, see {@link UpdateRule.Run#flush}
 * @param decays on which held coordinates a rule's own weight decay applies; null for all
 */
@SuppressWarnings("ArrayRecordComponent") // one per run, never compared
public record RunContext(
    Space space, Plan plan, Prox prox, LazyDenseTerms dense, boolean[] decays) {
  /**
   * Creates the context of a run whose weight decay applies everywhere.
   *
   * @param space the part of the vectors that is held here
   * @param plan the length of the run
   * @param prox the proximal step of the penalty
   * @param dense what the rule adds to gradients of few coordinates, late; null without
   */
  public RunContext(Space space, Plan plan, Prox prox, LazyDenseTerms dense) {
    this(space, plan, prox, dense, null);
  }

  /**
   * Creates the context of a run whose gradients have all terms.
   *
   * @param space the part of the vectors that is held here
   * @param plan the length of the run
   * @param prox the proximal step of the penalty
   */
  public RunContext(Space space, Plan plan, Prox prox) {
    this(space, plan, prox, null);
  }

  /**
   * Creates the context of a run without a proximal step and without lazy dense terms.
   *
   * @param space the part of the vectors that is held here
   * @param plan the length of the run
   */
  public RunContext(Space space, Plan plan) {
    this(space, plan, Prox.NONE);
  }
}
