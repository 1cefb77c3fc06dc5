package sparkoptim.core;

/**
 * What every choice may know when a run starts.
 *
 * @param prox the proximal step of the penalty; {@link Prox#NONE} without
 * @param dense what the rule adds to gradients of few coordinates, late; null where gradients have
 *     all. The rule's point may then lag behind, see {@link UpdateRule.Run#flush}
 */
public record RunContext(Space space, Plan plan, Prox prox, LazyDenseTerms dense) {
  /** Where gradients have all terms. */
  public RunContext(Space space, Plan plan, Prox prox) {
    this(space, plan, prox, null);
  }

  /** Without a penalty that needs a proximal step. */
  public RunContext(Space space, Plan plan) {
    this(space, plan, Prox.NONE);
  }
}
