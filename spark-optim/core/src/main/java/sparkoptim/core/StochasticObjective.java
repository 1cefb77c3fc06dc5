package sparkoptim.core;

import java.util.Set;

/** The examples, whole or in mini-batches; the same step always names the same rows. */
public interface StochasticObjective {
  /** The part of the vectors that is held here. */
  Space space();

  /** What the objective can do beyond plain evaluations. */
  default Set<Capability> offers() {
    return Set.of();
  }

  /** What the objective needs of a method. */
  default Set<Capability> needs() {
    return prox() == Prox.NONE ? Set.of() : Set.of(Capability.PROXIMAL);
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
  default double localEpochSteps() {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  /** Fills gradient and loss at {@code snapshot.point}: one reduction over all rows. */
  void fullGradient(Snapshot snapshot);

  /** Slopes of the rows that are held here: the length of a row table. */
  default int tableSize() {
    throw new UnsupportedOperationException("this objective keeps no table of row slopes");
  }
}
