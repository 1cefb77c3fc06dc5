// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.List;

/**
 * How models are compared.
 *
 * @param confidence of an interval; what must be shown to be better is held against one end of the
 *     two-sided interval, what must be shown to be no worse against a one-sided one
 * @param replicates of the bootstrap, for metrics that are no means
 * @param seed of the bootstrap
 * @param sliceRows a slice with fewer rows is not judged
 * @param classShares of the training rows, by class; of a regression the mean label alone
 * @param weightNorms of the candidate's and the other's coefficients; empty where they have none
 */
public record ComparisonSettings(
    double confidence,
    int replicates,
    long seed,
    int sliceRows,
    List<Double> classShares,
    List<Double> weightNorms) {

  public ComparisonSettings {
    classShares = List.copyOf(classShares);
    weightNorms = List.copyOf(weightNorms);
  }

  /** Returns the confidence of one end of a two-sided interval. */
  double oneEnd() {
    return 1 - (1 - confidence) / 2;
  }
}
