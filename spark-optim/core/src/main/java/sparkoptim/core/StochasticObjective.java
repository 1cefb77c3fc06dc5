// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Set;

/** The examples, whole or in mini-batches; the same step always names the same rows. */
public interface StochasticObjective {
  /** Returns the part of the vectors that is held here. */
  Space space();

  /** Returns what the objective can do beyond plain evaluations. */
  default Set<Capability> offers() {
    return Set.of();
  }

  /** Returns what the objective needs of a method. */
  default Set<Capability> needs() {
    return prox() == Prox.NONE ? Set.of() : Set.of(Capability.PROXIMAL);
  }

  /** Returns the proximal step of the penalty's part that has no gradient. */
  default Prox prox() {
    return Prox.NONE;
  }

  /** Returns whether mini-batches touch few coordinates, and their gradients name them. */
  default boolean sparse() {
    return false;
  }

  /** Returns the weights q of the penalty {@code 1/2 sum q x^2} on the held part; null without. */
  default double[] penalty() {
    return null;
  }

  /**
   * Returns the sums over margins of an objective that offers {@link Capability#MARGINS}; null from
   * others.
   */
  default MarginOracle margins() {
    return null;
  }

  /** Returns what losses are measured by. */
  default LossRange lossRange() {
    return LossRange.UNKNOWN;
  }

  /**
   * Returns about the second derivative of the rows' losses along their margins where the mean loss
   * is this one; NaN where it is not known.
   *
   * @param loss the mean loss, penalty included
   */
  default double typicalCurvature(double loss) {
    return Double.NaN;
  }

  /**
   * Returns on which held coordinates a rule's own weight decay applies, as that of AdamW; null for
   * all.
   */
  default boolean[] decays() {
    return null;
  }

  /**
   * Returns where each layer of the whole point begins, and the dimension after the last; null
   * where it has no layers.
   */
  default int[] layerStarts() {
    return null;
  }

  /** Returns the mean over all examples. */
  Objective full();

  /**
   * Returns the mini-batch of a step; valid until the next call.
   *
   * @param step the step, counted from 0
   */
  Objective batch(long step);

  /** Returns the number of mini-batches in one epoch. */
  long stepsPerEpoch();

  /** Returns the number of single-row steps of a pass between two averages: the rows per shard. */
  default double localEpochSteps() {
    throw new UnsupportedOperationException("this objective has no passes of single-row steps");
  }

  /**
   * Computes the gradient and the loss at {@code snapshot.point}: one reduction over all rows.
   * Where gradients are {@link Capability#BATCH_DEPENDENT}, they are the means, weighted by rows,
   * over the mini-batches of the epoch of {@code snapshot.step}, each with its own draws: only so
   * does a correction by the snapshot have the mean 0 over that epoch.
   *
   * @param snapshot its point and step are read; its gradient and loss are written
   */
  void fullGradient(Snapshot snapshot);

  /** Returns the number of slopes of the rows that are held here: the length of a row table. */
  default int tableSize() {
    throw new UnsupportedOperationException("this objective keeps no table of row slopes");
  }
}
