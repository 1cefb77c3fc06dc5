// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.List;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.sharded.ShardedProblem;

/** Runs methods on one model and the same rows, batches and starting point. */
final class StudyTraining {
  private static final int COURSE = 100;

  private final Model model;
  private final LabelledImages rows;
  private final int batchSize;
  private final long seed;
  private final ShardedObjective whole;
  private final Gradient unused;

  /**
   * Creates a training on the given rows.
   *
   * @param seed of the starting point and of the order of the rows
   */
  StudyTraining(Model model, LabelledImages rows, int batchSize, long seed) {
    this.model = model;
    this.rows = rows;
    this.batchSize = batchSize;
    this.seed = seed;
    whole = objective();
    unused = new Gradient(whole.space().size());
  }

  /** Returns a fresh objective. */
  ShardedObjective objective() {
    ShardedProblem problem = model.problem(rows.size(), seed);
    var shard = problem.shard(0, List.of(rows.block()), true);
    return new ShardedObjective(
        problem, new LocalCollective(List.of(shard), problem.dimension()), batchSize);
  }

  long stepsPerEpoch() {
    return whole.stepsPerEpoch();
  }

  /** Returns the plan of a run. */
  Plan plan(int epochs) {
    return new Plan(stepsPerEpoch(), epochs * stepsPerEpoch(), 1);
  }

  /** Returns the number of gradients of every row that an epoch takes. */
  double passesPerEpoch(OptimMethod method) {
    return method.passesPerEpoch(whole.offers(), stepsPerEpoch());
  }

  /** Returns a run that has not begun. */
  Loop loop(OptimMethod method, int epochs) {
    return new Loop(method, objective(), epochs * stepsPerEpoch(), 0, model.start(seed));
  }

  /** Returns the mean loss over all training rows. */
  double loss(double[] point) {
    return whole.full().evaluate(point, unused);
  }

  /** Trains; a run that diverges has no point and an infinite loss. */
  Trained train(OptimMethod method, int epochs) {
    return train(loop(method, epochs));
  }

  /** Takes a run to its end; its course has about {@link #COURSE} points. */
  Trained train(Loop loop) {
    Course course = new Course();
    long perEpoch = stepsPerEpoch();
    long epochs = loop.context().plan().epochs();
    loop.probe(
        Math.max(1, epochs / COURSE) * perEpoch,
        run -> course.add((double) run.step() / perEpoch, loss(run.served())));
    try {
      while (loop.begin()) {
        loop.next();
      }
    } catch (DivergedException e) {
      return new Trained(null, Double.POSITIVE_INFINITY, course);
    }
    double loss = loss(loop.served());
    course.add((double) loop.step() / perEpoch, loss);
    return new Trained(loop.served().clone(), loss, course);
  }

  /**
   * Returns the part of the rows that a trained model classifies rightly; minus infinity where it
   * diverged.
   */
  double accuracy(Trained trained, LabelledImages of) {
    return trained.point() == null ? Double.NEGATIVE_INFINITY : model.accuracy(trained.point(), of);
  }
}
