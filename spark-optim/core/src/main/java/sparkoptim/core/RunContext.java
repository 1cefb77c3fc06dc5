// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * The facts that every choice may use when a run starts.
 *
 * @param prox the proximal step of the penalty; {@link Prox#NONE} without
 * @param dense what the rule adds to gradients of few coordinates, late; null where gradients have
 *     all. The rule's point may then lag behind, see {@link UpdateRule.Run#flush}
 * @param decays on which held coordinates a rule's own weight decay applies; null for all
 * @param tolerance at which the run has converged; 0 never stops early
 * @param margins sums over the margins of a linear objective; null where there are none
 * @param layerStarts where each layer of the whole point begins, and the dimension after the last;
 *     null where there are none
 */
@SuppressWarnings("ArrayRecordComponent") // one per run, never compared
public record RunContext(
    Space space,
    Plan plan,
    Prox prox,
    LazyDenseTerms dense,
    boolean[] decays,
    double tolerance,
    MarginOracle margins,
    int[] layerStarts) {
  /**
   * Creates the context of a run over an objective without margins.
   *
   * @param space the part of the vectors that is held here
   * @param plan the length of the run
   * @param prox the proximal step of the penalty
   * @param dense what the rule adds to gradients of few coordinates, late; null without
   * @param decays on which held coordinates a rule's own weight decay applies; null for all
   */
  public RunContext(Space space, Plan plan, Prox prox, LazyDenseTerms dense, boolean[] decays) {
    this(space, plan, prox, dense, decays, 0, null, null);
  }

  /**
   * Creates the context of a run over an objective without margins, whose weight decay applies
   * everywhere.
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
