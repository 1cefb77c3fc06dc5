// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.ActivityRegularization;
import com.intel.analytics.bigdl.dllib.nn.L1Penalty;
import com.intel.analytics.bigdl.dllib.nn.NegativeEntropyPenalty;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;

/**
 * What layers add to gradients for the activities that pass through them, whatever the criterion
 * does: BigDL's {@code L1Penalty}, {@code ActivityRegularization} and {@code
 * NegativeEntropyPenalty}. They sum over the numbers of a batch, or an {@code L1Penalty} with
 * {@code sizeAverage} means over them.
 */
enum ActivityPenalties {
  /** There are none. */
  NONE,
  /** They sum over the rows of a batch. */
  SUM,
  /** They mean over the rows of a batch. */
  MEAN;

  /**
   * Returns the kind of a module's.
   *
   * @throws IllegalArgumentException if some mean and others sum, whose terms cannot be told apart
   */
  static ActivityPenalties of(AbstractModule<?, ?, ?> module) {
    ActivityPenalties found = NONE;
    for (Object part : LayerSearch.of(module)) {
      ActivityPenalties kind = ofLayer(part);
      if (kind == NONE || kind == found) {
        continue;
      }
      if (found != NONE) {
        throw new IllegalArgumentException(
            "network: penalties on activities must all sum over a batch or all mean over it, and an"
                + " L1Penalty has another sizeAverage than the layers beside it");
      }
      found = kind;
    }
    return found;
  }

  private static ActivityPenalties ofLayer(Object part) {
    if (part instanceof L1Penalty<?> penalty) {
      return penalty.sizeAverage() ? MEAN : SUM;
    }
    return part instanceof ActivityRegularization<?> || part instanceof NegativeEntropyPenalty<?>
        ? SUM
        : NONE;
  }
}
