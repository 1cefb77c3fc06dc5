package sparkoptim.core;

import java.util.Set;

/** The examples, whole or in mini-batches; the same step always names the same rows. */
public interface StochasticObjective {
  /** The part of the vectors that is held here. */
  Space space();

  /** What the objective can do beyond plain evaluations. */
  default Set<Trait> offers() {
    return Set.of();
  }

  /** All examples. */
  Objective full();

  /** The mini-batch of a step; valid until the next call. */
  Objective batch(long step);

  /** Mini-batches in one epoch. */
  long stepsPerEpoch();

  /** Single-row steps of a whole pass between two averages: rows per shard. */
  default double passSteps() {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  /** Fills gradient and loss at {@code anchor.point}: one reduction over all rows. */
  void renew(Anchor anchor);
}
