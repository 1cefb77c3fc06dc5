// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.Map;

/**
 * The settings of a training that do not depend on who computes the network.
 *
 * @param rows rows in all shards
 * @param weight the sum that makes a sum over all rows the objective: of the rows' weights, or for
 *     a loss that sums the number of mini-batches
 * @param shards number of shards
 * @param microBatch most rows that go through the network at once
 * @param penaltyStrength q >= 0 of {@code q/2 ||w||^2} over matrices and filters
 * @param biasPenaltyStrength the same over biases and scales
 * @param decayBiases whether a rule's own weight decay takes from biases and scales, too
 * @param seed of the order in which epochs visit rows, and of masks
 */
public record NetworkTerms(
    long rows,
    double weight,
    int shards,
    int microBatch,
    double penaltyStrength,
    double biasPenaltyStrength,
    boolean decayBiases,
    long seed)
    implements Serializable {

  /** Checks the settings. */
  public NetworkTerms {
    if (microBatch < 1) {
      throw new IllegalArgumentException("network: microBatch must be >= 1, was " + microBatch);
    }
    require("penaltyStrength", penaltyStrength);
    require("biasPenaltyStrength", biasPenaltyStrength);
  }

  private static void require(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "network: %s must be finite and >= 0, was %s".formatted(name, value));
    }
  }

  /**
   * Returns the weights of the L2 penalty; null without.
   *
   * @param matrices which coordinates belong to matrices and filters
   */
  double[] penalty(boolean[] matrices) {
    if (penaltyStrength == 0 && biasPenaltyStrength == 0) {
      return null;
    }
    double[] penalty = new double[matrices.length];
    for (int i = 0; i < penalty.length; i++) {
      penalty[i] = matrices[i] ? penaltyStrength : biasPenaltyStrength;
    }
    return penalty;
  }

  /** Adds them to a problem's settings. */
  public void describe(Map<String, String> settings) {
    settings.put("weight", String.valueOf(weight));
    settings.put("microBatch", String.valueOf(microBatch));
    settings.put("penaltyStrength", String.valueOf(penaltyStrength));
    settings.put("biasPenaltyStrength", String.valueOf(biasPenaltyStrength));
    settings.put("decayBiases", String.valueOf(decayBiases));
    settings.put("seed", String.valueOf(seed));
  }
}
