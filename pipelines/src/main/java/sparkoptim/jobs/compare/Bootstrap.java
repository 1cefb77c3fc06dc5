// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import sparkoptim.jobs.evaluate.UnitDraws;

/**
 * The Poisson bootstrap of a metric: in each sample a unit counts as often as a draw with mean 1
 * says, which depends on the unit, the sample and the seed alone.
 */
final class Bootstrap {
  private final long[] units;
  private final double[] weights;
  private final int replicates;
  private final long seed;

  Bootstrap(long[] units, double[] weights, int replicates, long seed) {
    this.units = units;
    this.weights = weights;
    this.replicates = replicates;
    this.seed = seed;
  }

  /**
   * @param metric of the weights of all rows of the data; a row that is not in the set has 0
   */
  IntervalEstimate of(RowSet set, ToDoubleFunction<double[]> metric) {
    double[] whole = new double[units.length];
    for (int row : set.rows()) {
      whole[row] = weights[row];
    }
    double[] samples =
        IntStream.range(0, replicates)
            .parallel()
            .mapToDouble(r -> metric.applyAsDouble(sample(set, r)))
            .toArray();
    return IntervalEstimate.bootstrap(metric.applyAsDouble(whole), samples);
  }

  private double[] sample(RowSet set, int replicate) {
    double[] sample = new double[units.length];
    for (int u = 0; u < set.units(); u++) {
      int start = set.starts()[u];
      int end = set.starts()[u + 1];
      long times = UnitDraws.of(units[set.rows()[start]], replicate, seed);
      for (int i = start; i < end; i++) {
        int row = set.rows()[i];
        sample[row] = times * weights[row];
      }
    }
    return sample;
  }
}
