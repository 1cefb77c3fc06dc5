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
  private final Deadline deadline;
  private final ShardedObjective whole;
  private final Gradient unused;

  /**
   * Creates a training on the given rows.
   *
   * @param seed of the starting point and of the order of the rows
   */
  StudyTraining(Model model, LabelledImages rows, int batchSize, long seed) {
    this(model, rows, batchSize, seed, Deadline.NONE);
  }

  /**
   * Creates a training whose runs end with {@link Deadline.PassedException} when the time is over.
   */
  StudyTraining(Model model, LabelledImages rows, int batchSize, long seed, Deadline deadline) {
    this.deadline = deadline;
    this.model = model;
    this.rows = rows;
    this.batchSize = batchSize;
    this.seed = seed;
    whole = objective();
    unused = new Gradient(whole.space().size());
  }

  /** Returns a fresh objective. */
  ShardedObjective objective() {
    ShardedProblem problem = model.problem(rows.pixels(), rows.size(), seed);
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
    return new Loop(
        method, objective(), epochs * stepsPerEpoch(), 0, model.start(rows.pixels(), seed));
  }

  /** Returns the mean loss over all training rows. */
  double loss(double[] point) {
    return whole.full().evaluate(point, unused);
  }

  /**
   * Trains; a run that diverges has an infinite loss.
   *
   * @param heldOut rows on which the end is scored
   */
  Trained train(OptimMethod method, int epochs, LabelledImages heldOut) {
    return train(loop(method, epochs), heldOut);
  }

  /** Takes a run to its end, which is not scored. */
  void train(Loop loop) {
    train(loop, null);
  }

  /** The course has about {@link #COURSE} points. */
  private Trained train(Loop loop, LabelledImages heldOut) {
    Course course = new Course();
    long perEpoch = stepsPerEpoch();
    long epochs = loop.context().plan().epochs();
    loop.probe(
        Math.max(1, epochs / COURSE) * perEpoch,
        run -> course.add((double) run.step() / perEpoch, loss(run.served())));
    try {
      while (loop.begin()) {
        deadline.check();
        loop.next();
      }
    } catch (DivergedException e) {
      return new Trained(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, course);
    }
    double loss = loss(loop.served());
    course.add((double) loop.step() / perEpoch, loss);
    double accuracy = heldOut == null ? Double.NaN : model.accuracy(loop.served(), heldOut);
    return new Trained(loss, accuracy, course);
  }

  Deadline deadline() {
    return deadline;
  }
}
