// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Space;
import sparkoptim.core.sharded.Collective;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A training, described the same way for all engines.
 *
 * @param name of the fit, for progress and logs
 * @param method with its textual form
 * @param problem the objective over the shards
 * @param batchSize rows of a mini-batch; 0 for all rows, as local steps need
 * @param steps planned
 * @param tolerance how far the loss may be from its least value, relative to itself; 0 never stops
 *     early
 * @param point to start from, in the problem's coordinates
 */
public record Training(
    String name,
    ShippedMethod method,
    ShardedProblem problem,
    long batchSize,
    long steps,
    double tolerance,
    double[] point)
    implements Serializable {

  /** Creates a training by a method. */
  public Training(
      String name,
      OptimMethod method,
      ShardedProblem problem,
      long batchSize,
      long steps,
      double tolerance,
      double[] point) {
    this(name, ShippedMethod.of(method), problem, batchSize, steps, tolerance, point);
  }

  /** Returns the run of this training over shards that a collective reaches. */
  TrainingRun run(Collective collective) {
    ShardedObjective objective = new ShardedObjective(problem, collective, batchSize);
    Space space = collective.space();
    double[] part = Arrays.copyOfRange(point, space.offset(), space.offset() + space.size());
    Loop loop = new Loop(method.method(), objective, steps, tolerance, part);
    return new TrainingRun(this, objective, loop, collective.communicationCost());
  }

  /** Returns the point that the method would serve if the training ended in a state of it. */
  public double[] served(TrainingState state) {
    return run(new LocalCollective(List.of(), problem.dimension())).from(state).served();
  }

  /**
   * Returns the number of steps that fit into a number of passes over the rows; 0 where one costs
   * more.
   */
  public static long steps(
      OptimMethod method, ShardedProblem problem, long batchSize, double tolerance, double passes) {
    long stepsPerEpoch = ShardedObjective.stepsPerEpoch(problem.rows(), batchSize);
    double perEpoch = Loop.passesPerEpoch(method, problem.offers(), stepsPerEpoch, tolerance);
    return Math.max(0, (long) Math.floor(passes / perEpoch * stepsPerEpoch + 1e-9));
  }
}
