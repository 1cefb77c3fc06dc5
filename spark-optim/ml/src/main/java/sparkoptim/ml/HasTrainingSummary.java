// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/** A model that knows how it was trained, until it is saved and loaded. */
public interface HasTrainingSummary {
  /** Returns whether there is a summary: a loaded model has none. */
  boolean hasSummary();

  /**
   * Returns how the model was trained.
   *
   * @throws IllegalStateException if there is no summary
   */
  TrainingSummary summary();
}
