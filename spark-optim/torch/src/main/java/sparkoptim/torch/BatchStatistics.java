// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import sparkoptim.core.network.NetworkStatistics;

/**
 * Reads what a batch's mean and variance are in BatchNorm layers. A layer keeps {@code (1 - m) r +
 * m b} of its running r and the batch's b, with a momentum m of its own: two passes, from r = 0 and
 * from r = 1, tell both.
 */
final class BatchStatistics {
  private BatchStatistics() {}

  /** Adds the statistics of a runner's batch. */
  static void add(TorchRunner runner, long seed, NetworkStatistics sum) {
    runner.fillStatistics(0);
    runner.forward(seed);
    float[][] fromZero = runner.statistics();
    runner.fillStatistics(1);
    runner.forward(seed);
    float[][] fromOne = runner.statistics();
    for (int layer = 0; 2 * layer < fromZero.length; layer++) {
      double[] mean = batch(fromZero[2 * layer], fromOne[2 * layer]);
      double[] variance = batch(fromZero[2 * layer + 1], fromOne[2 * layer + 1]);
      // Numbers of a channel beside rows are not known from outside; every layer sees as many in
      // each row, so that rows are their weights.
      sum.add(layer, runner.rows(), mean, variance);
    }
  }

  private static double[] batch(float[] fromZero, float[] fromOne) {
    double[] batch = new double[fromZero.length];
    for (int i = 0; i < batch.length; i++) {
      double momentum = 1 - ((double) fromOne[i] - fromZero[i]);
      batch[i] = fromZero[i] / momentum;
    }
    return batch;
  }
}
