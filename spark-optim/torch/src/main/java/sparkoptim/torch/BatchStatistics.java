// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.network.NetworkStatistics;

/**
 * Reads what a batch's mean and variance are in BatchNorm layers. A layer keeps {@code (1 - m) r +
 * m b} of its running r and the batch's b: once its momentum m is known, a pass from r = 0 tells b.
 * What a file has is measured, once: from an r so large that no b counts beside it.
 */
final class BatchStatistics {
  private static final int MOST = 1 << 24;
  private static final float LARGE = 0x1p80f;

  /** Momenta are written with few digits, and measured to a float's. */
  private static final double DIGITS = 1e6;

  private static final double ROUNDING = 2e-7;

  private BatchStatistics() {}

  /**
   * Adds the statistics of a runner's batch.
   *
   * @param rows that count; those behind them repeat them all equally often
   */
  static void add(
      TorchNetwork network, TorchRunner runner, int rows, long seed, NetworkStatistics sum) {
    double[][] batch = of(runner, network.momenta(), seed);
    for (int layer = 0; 2 * layer < batch.length; layer++) {
      int positions = network.positions().get(layer);
      long count = (long) rows * positions;
      double[] variance = batch[2 * layer + 1];
      if (rows < runner.rows()) {
        double squares = ((double) runner.rows() * positions - 1) * rows / runner.rows();
        for (int i = 0; i < variance.length; i++) {
          variance[i] *= squares / Math.max(1, count - 1);
        }
      }
      sum.add(layer, count, batch[2 * layer], variance);
    }
  }

  /** Returns each layer's means, then its variances; zeros where a layer does not follow. */
  private static double[][] of(TorchRunner runner, List<Double> momenta, long seed) {
    for (int layer = 0; layer < momenta.size(); layer++) {
      if (momenta.get(layer) > 0) {
        runner.fillStatistics(layer, 0);
      }
    }
    runner.forward(seed);
    float[][] running = runner.statistics();
    double[][] batch = new double[running.length][];
    for (int i = 0; i < batch.length; i++) {
      double momentum = momenta.get(i / 2);
      batch[i] = new double[running[i].length];
      for (int j = 0; momentum > 0 && j < batch[i].length; j++) {
        batch[i][j] = running[i][j] / momentum;
      }
    }
    return batch;
  }

  /**
   * Returns the momentum of each layer of a file; 0 where its statistics stay what they are.
   *
   * @throws IllegalArgumentException if one changes from batch to batch
   */
  static List<Double> momenta(TorchNetwork network) {
    if (network.statistics() == 0) {
      return List.of();
    }
    try (TorchRunner runner = filled(network, 2)) {
      double[] first = momenta(runner);
      if (!Arrays.stream(first).allMatch(momentum -> momentum >= 0 && momentum <= 1)) {
        throw ScriptArchive.refused(
            network.name(),
            "must have momenta of batch normalization within 0 and 1, had "
                + Arrays.toString(first)
                + " on rows of numbers within 0 and 1",
            null);
      }
      if (!Arrays.equals(first, momenta(runner))) {
        throw ScriptArchive.refused(
            network.name(),
            "has a batch normalization whose momentum changes from batch to batch, as momentum=None"
                + " does: give it a number",
            null);
      }
      return Arrays.stream(first).boxed().toList();
    }
  }

  private static double[] momenta(TorchRunner runner) {
    int layers = runner.statistics().length / 2;
    for (int layer = 0; layer < layers; layer++) {
      runner.fillStatistics(layer, LARGE);
    }
    runner.forward(0);
    float[][] after = runner.statistics();
    double[] momenta = new double[layers];
    for (int layer = 0; layer < layers; layer++) {
      double measured = 1 - (double) after[2 * layer][0] / LARGE;
      double written = Math.rint(measured * DIGITS) / DIGITS + 0.0; // no -0.0
      momenta[layer] = Math.abs(measured - written) < ROUNDING ? written : measured;
    }
    return momenta;
  }

  /**
   * Returns how many numbers of a channel a row has in each layer, where only a file knows its
   * layers. A variance divides by one less than its numbers: two rows and the same two twice have
   * variances of {@code v 2p / (2p - 1)} and {@code v 4p / (4p - 1)} over p numbers a row.
   */
  static List<Integer> positions(TorchNetwork network) {
    if (network.statistics() == 0) {
      return List.of();
    }
    double[][] two = of(network, 2);
    double[][] twice = of(network, 4);
    List<Integer> positions = new ArrayList<>();
    for (int layer = 1; layer < two.length; layer += 2) {
      double ratio = sum(two[layer]) / sum(twice[layer]);
      double count = (2 * ratio - 1) / (4 * (ratio - 1));
      positions.add(count >= 1 && count < MOST ? (int) Math.round(count) : 1);
    }
    return List.copyOf(positions);
  }

  private static double[][] of(TorchNetwork network, int rows) {
    try (TorchRunner runner = filled(network, rows)) {
      return of(runner, network.momenta(), 0);
    }
  }

  /** Returns a runner with two rows, over and over. */
  private static TorchRunner filled(TorchNetwork network, int rows) {
    TorchRunner runner = new TorchRunner(network, rows, true);
    for (int row = 0; row < rows; row++) {
      int which = row % 2;
      runner.add(
          IntStream.range(0, network.input().size())
              .mapToDouble(i -> CounterRandom.uniform(which, i))
              .toArray());
    }
    return runner;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
