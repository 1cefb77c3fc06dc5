// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.network.NetworkStatistics;

/**
 * Reads what a batch's mean and variance are in BatchNorm layers. A layer keeps {@code (1 - m) r +
 * m b} of its running r and the batch's b, with a momentum m of its own: two passes, from r = 0 and
 * from r = 1, tell both.
 */
final class BatchStatistics {
  private static final int MOST = 1 << 24;

  private BatchStatistics() {}

  /** Adds the statistics of a runner's batch. */
  static void add(TorchNetwork network, TorchRunner runner, long seed, NetworkStatistics sum) {
    double[][] batch = of(runner, seed);
    for (int layer = 0; 2 * layer < batch.length; layer++) {
      long count = (long) runner.rows() * network.positions().get(layer);
      sum.add(layer, count, batch[2 * layer], batch[2 * layer + 1]);
    }
  }

  /** Returns each layer's means, then its variances. */
  private static double[][] of(TorchRunner runner, long seed) {
    runner.fillStatistics(0);
    runner.forward(seed);
    float[][] fromZero = runner.statistics();
    runner.fillStatistics(1);
    runner.forward(seed);
    float[][] fromOne = runner.statistics();
    double[][] batch = new double[fromZero.length][];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = new double[fromZero[i].length];
      for (int j = 0; j < batch[i].length; j++) {
        double momentum = 1 - ((double) fromOne[i][j] - fromZero[i][j]);
        batch[i][j] = fromZero[i][j] / momentum;
      }
    }
    return batch;
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
    try (TorchRunner runner = new TorchRunner(network, rows, true)) {
      for (int row = 0; row < rows; row++) {
        int which = row % 2;
        runner.add(
            IntStream.range(0, network.input().size())
                .mapToDouble(i -> CounterRandom.uniform(which, i))
                .toArray());
      }
      return of(runner, 0);
    }
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
