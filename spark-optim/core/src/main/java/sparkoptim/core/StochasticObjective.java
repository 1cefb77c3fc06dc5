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

  /** What the objective needs of a method. */
  default Set<Trait> needs() {
    return prox() == Prox.NONE ? Set.of() : Set.of(Trait.PROXIMAL);
  }

  /** The proximal step of the penalty's part that has no gradient. */
  default Prox prox() {
    return Prox.NONE;
  }

  /** Whether mini-batches touch few coordinates, and their gradients name them. */
  default boolean sparse() {
    return false;
  }

  /** Weights q of the penalty {@code 1/2 sum q x^2} on the held part; null without. */
  default double[] penalty() {
    return null;
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

  /** Slopes of the rows that are held here: the length of a row table. */
  default int tableSize() {
    throw new UnsupportedOperationException("this objective keeps no table of row slopes");
  }
}
