// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows in ten bins of equal width by a probability, and how often it came true. */
final class Calibration {
  private static final int BINS = 10;

  private final int replicates;
  private final long[] rows = new long[BINS];
  private final double[] probabilities = new double[BINS];
  private final double[][] weights;
  private final double[][] hits;

  Calibration(int replicates) {
    this.replicates = replicates;
    this.weights = new double[BINS][replicates + 1];
    this.hits = new double[BINS][replicates + 1];
  }

  void add(double probability, boolean hit, long count, double[] cell) {
    int bin = Math.min((int) (probability * BINS), BINS - 1);
    rows[bin] += count;
    probabilities[bin] += cell[0] * probability;
    for (int r = 0; r <= replicates; r++) {
      weights[bin][r] += cell[r];
      hits[bin][r] += hit ? cell[r] : 0;
    }
  }

  /** Returns the bins that have rows. */
  List<Map<String, Object>> table(double confidence) {
    var table = new ArrayList<Map<String, Object>>();
    for (int bin = 0; bin < BINS; bin++) {
      if (weights[bin][0] > 0) {
        table.add(line(bin, confidence));
      }
    }
    return table;
  }

  private Map<String, Object> line(int bin, double confidence) {
    double[] observed = new double[replicates + 1];
    for (int r = 0; r <= replicates; r++) {
      observed[r] = hits[bin][r] / weights[bin][r];
    }
    Estimate estimate = Estimate.of(observed, confidence);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("from", bin / (double) BINS);
    line.put("to", (bin + 1) / (double) BINS);
    line.put("rows", rows[bin]);
    line.put("meanProbability", probabilities[bin] / weights[bin][0]);
    line.put("observed", estimate.value());
    if (estimate.interval() != null) {
      line.put("interval", estimate.interval());
    }
    return line;
  }
}
