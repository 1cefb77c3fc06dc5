// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.CollectionAccumulator;
import sparkoptim.core.LazyPoint;
import sparkoptim.core.reduce.AlignedSubtrees;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.reduce.SparseSubtrees;
import sparkoptim.core.reduce.SparseSum;
import sparkoptim.core.reduce.SparseTree;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;
import sparkoptim.core.sharded.WholeCollective;

/**
 * Runs the loop on the driver, one Spark job per evaluation, one task per shard: the slow twin of
 * {@link RoundEngine}, its oracle in tests, and the choice where one pass is long.
 */
public final class JobEngine implements Engine {
  private final ResourceProfile profile;

  /** Its tasks ask of Spark what all tasks do. */
  public JobEngine() {
    this(null);
  }

  /**
   * Creates an engine.
   *
   * @param profile what its tasks ask of Spark; null for what all tasks do
   */
  public JobEngine(ResourceProfile profile) {
    this.profile = profile;
  }

  @Override
  public String description() {
    return "job";
  }

  @Override
  public TrainingState round(
      Training training, Shards shards, TrainingState from, RoundLimit limit) {
    try (JobProperties properties = new JobProperties(shards.context())) {
      Jobs jobs = new Jobs(training.problem(), shards, profile);
      TrainingState end =
          training.run(jobs).from(from).advance(limit, progress -> tell(progress, properties));
      return end.computedBy(List.copyOf(jobs.backends), from);
    }
  }

  private static void tell(Progress progress, JobProperties jobs) {
    jobs.describe(progress.fit(), progress.epoch(), progress.loss());
    ProgressListeners.tell(progress);
  }

  /** Shards answer in tasks, their answers are added here in the fixed tree; a job is waiting. */
  private static final class Jobs extends WholeCollective {
    private final ShardedProblem problem;
    private final Shards shards;
    private final ResourceProfile profile;
    private final boolean mixedBackends;
    private final CommunicationCost communicationCost = new CommunicationCost();
    private final Set<String> backends = new LinkedHashSet<>();

    /** The backends that the tasks of a job report beside their answers. */
    private final CollectionAccumulator<String> told = new CollectionAccumulator<>();

    private SparseTree tree;

    Jobs(ShardedProblem problem, Shards shards, ResourceProfile profile) {
      super(problem.dimension());
      this.problem = problem;
      this.shards = shards;
      this.profile = profile;
      mixedBackends = EngineSettings.of(shards.context().conf()).mixedBackends();
      shards.context().register(told);
    }

    /** Tasks may run anywhere, so that every job is looked at. */
    private void compareBackends() {
      backends.addAll(told.value());
      told.reset();
      if (backends.size() > 1 && !mixedBackends) {
        Iterator<String> two = backends.iterator();
        throw Backends.mixed("tasks", two.next(), two.next());
      }
    }

    @Override
    public CommunicationCost communicationCost() {
      return communicationCost;
    }

    @Override
    protected void answer(ShardRequest request, double[] result) {
      long start = System.nanoTime();
      double[] total = total(problem, shards, request, result.length, told, profile);
      compareBackends();
      communicationCost.waitNanos += System.nanoTime() - start;
      communicationCost.bytes += (long) shards.count() * total.length * Double.BYTES;
      System.arraycopy(total, 0, result, 0, result.length);
    }

    /** Static, so that the task takes nothing along but its arguments. */
    private static double[] total(
        ShardedProblem problem,
        Shards shards,
        ShardRequest request,
        int length,
        CollectionAccumulator<String> told,
        ResourceProfile profile) {
      return shards.reduce(
          (shard, blocks) -> {
            double[] answer = new double[length];
            told.add(Backends.here(problem));
            try (ShardGroup group = problem.group(shard, List.of(blocks), false)) {
              group.answer(request, 0, 1, answer);
            }
            return answer;
          },
          Jobs::add,
          (long) length * Double.BYTES,
          profile);
    }

    private static double[] add(double[] left, double[] right) {
      for (int i = 0; i < left.length; i++) {
        left[i] += right[i];
      }
      return left;
    }

    @Override
    public void allReduce(ShardRequest request, LazyPoint point, SparseSum result) {
      if (tree == null) {
        int[] everyShard = IntStream.rangeClosed(0, problem.shards()).toArray();
        tree = new SparseTree(new AlignedSubtrees(everyShard), problem.dimension());
      }
      if (point != null) {
        request.point = point.current();
      }
      long start = System.nanoTime();
      SparseSubtrees[] answers =
          sparseAnswers(problem, shards, request, told, profile).toArray(SparseSubtrees[]::new);
      compareBackends();
      communicationCost.waitNanos += System.nanoTime() - start;
      for (SparseSubtrees answer : answers) {
        communicationCost.bytes += answer.bytes();
      }
      tree.take(answers, 0, answers.length);
      if (point != null) {
        point.catchUp(tree.slots().indices(), tree.slots().count());
      }
      result.at(tree.slots());
      tree.sum(0, answers.length, result.values);
    }

    private static List<SparseSubtrees> sparseAnswers(
        ShardedProblem problem,
        Shards shards,
        ShardRequest request,
        CollectionAccumulator<String> told,
        ResourceProfile profile) {
      return shards.collect(
          (shard, blocks) -> {
            IndexSlots slots = new IndexSlots(problem.dimension());
            SparseSubtrees answer = new SparseSubtrees(1, problem.dimension());
            told.add(Backends.here(problem));
            try (ShardGroup group = problem.group(shard, List.of(blocks), false)) {
              group.touch(request, slots);
              answer.at(slots);
              group.answerTouched(request, 0, 1, slots.count(), answer.values(0));
            }
            return answer.trim();
          },
          profile);
    }
  }
}
