// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import sparkoptim.bigdl.Network;
import sparkoptim.bigdl.NetworkProblem;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.study.Course;
import sparkoptim.study.Deadline;
import sparkoptim.study.Digits;
import sparkoptim.study.LabelledImages;

/** Trains one network on the same rows with any method and seed. For any number of threads. */
final class Trainer {
  private static final int BATCH = 32;

  /** Looks at a run on its way. */
  private static final int POINTS = 8;

  /** The looks take each n-th training row; the end of a run is measured on all. */
  private static final int STRIDE = 4;

  private final Digits digits;
  private final Deadline deadline;
  private final ConvNet net;
  private final Block block;
  private final LabelledImages looked;

  /** Trains without a limit of time. */
  Trainer(Digits digits) {
    this(digits, Deadline.NONE);
  }

  /**
   * Takes rows.
   *
   * @param deadline at which runs stop
   */
  Trainer(Digits digits, Deadline deadline) {
    this.deadline = deadline;
    this.digits = digits;
    net = ConvNet.of(digits.train().pixels());
    LabelledImages train = digits.train();
    double[] labels = train.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i]++; // BigDL's classes begin at 1
    }
    looked = train.every(STRIDE);
    block = new Block(0, 0, train.pixels(), labels, null, null, null, train.values());
  }

  ConvNet network() {
    return net;
  }

  int parameters() {
    return net.network(0).dimension();
  }

  long stepsPerEpoch() {
    return ShardedObjective.stepsPerEpoch(digits.train().size(), BATCH);
  }

  /**
   * Trains.
   *
   * @param seed of initial parameters and of the order of rows
   * @param followed whether to look at the run on its way
   */
  NetworkRun train(OptimMethod method, long steps, long seed, boolean followed) {
    Network<Float> network = net.network(seed);
    int rows = digits.train().size();
    NetworkProblem<Float> problem = new NetworkProblem<>(network, rows, 1, BATCH, seed);
    CountedShard shard = new CountedShard(problem.shard(0, List.of(block), false), rows);
    ShardedObjective objective =
        new ShardedObjective(
            problem, new LocalCollective(List.of(shard), problem.dimension()), BATCH);
    long every = followed ? Math.max(1, (steps + POINTS - 1) / POINTS) : steps;
    return follow(new Loop(method, objective, steps, 0, network.point()), every, shard);
  }

  private NetworkRun follow(Loop loop, long every, CountedShard shard) {
    Scorer scorer = new Scorer(net, Math.min(Scorer.MOST_ROWS, digits.heldOut().size()));
    Course losses = new Course();
    Course accuracies = new Course();
    loop.probe(every, run -> look(run, scorer, shard.passes(), losses, accuracies));
    try {
      while (loop.begin()) {
        deadline.check();
        loop.next();
      }
    } catch (DivergedException e) {
      return new NetworkRun(Double.POSITIVE_INFINITY, 0, shard.passes(), losses, accuracies);
    }
    look(loop, scorer, shard.passes(), losses, accuracies);
    double loss = scorer.score(loop.served(), digits.train()).loss();
    return new NetworkRun(loss, accuracies.last(), shard.passes(), losses, accuracies);
  }

  private void look(Loop run, Scorer scorer, double passes, Course losses, Course accuracies) {
    losses.add(passes, scorer.score(run.served(), looked).loss());
    accuracies.add(passes, scorer.score(run.served(), digits.heldOut()).accuracy());
  }
}
