// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.core.DivergedException;
import sparkoptim.core.network.FrozenNetwork;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.Shards;
import sparkoptim.engine.Training;

/**
 * A network in training.
 *
 * @param network before its training
 * @param task of the training
 * @param problem of the training
 * @param training as engines see it
 * @param chosen engine
 */
record NetworkInTraining(
    UntrainedNetwork network,
    NetworkTask task,
    ShardedNetwork problem,
    Training training,
    EngineChoice chosen) {

  /**
   * Returns the network at a trained point, with the BatchNorm statistics of the rows at that
   * point: one pass forwards where there are any.
   *
   * @param step after which the point was taken, for errors
   * @throws DivergedException if a parameter or a statistic is not finite in the network's numbers
   */
  ServedNetwork finish(long step, double[] trained, Shards shards) {
    double[] point = problem instanceof FrozenNetwork frozen ? frozen.restored(trained) : trained;
    DivergedException.check(step, "parameter", rounded(point));
    double[] statistics = {};
    if (problem.hasStatistics()) {
      statistics = statistics(problem, shards, point);
      DivergedException.check(step, "statistic of batch normalization", rounded(statistics));
    }
    return network.trained(point, statistics);
  }

  private static double[] rounded(double[] values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static double[] statistics(ShardedNetwork problem, Shards shards, double[] point) {
    return shards
        .reduce(
            (shard, blocks) -> problem.statistics(shard, blocks, point),
            NetworkStatistics::merge,
            8L * point.length)
        .values();
  }
}
