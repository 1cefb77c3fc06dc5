package sparkoptim.engine;

import sparkoptim.core.reduce.TreeSum;
import sparkoptim.core.sharded.Collective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * Runs the loop on the driver, one Spark job per evaluation, one task per shard: the slow twin of
 * {@link RoundEngine}, its oracle in tests, and the choice where one pass is long.
 */
public final class JobEngine implements Engine {
  @Override
  public String description() {
    return "job";
  }

  @Override
  public TrainingState train(Training training, Shards shards) {
    return training
        .run(new Jobs(training.problem(), shards))
        .advance(Long.MAX_VALUE, Double.POSITIVE_INFINITY, ProgressListeners::tell);
  }

  /** Shards answer in tasks, their answers are added here in the fixed tree. */
  private record Jobs(ShardedProblem problem, Shards shards) implements Collective {
    @Override
    public void sum(ShardRequest request, double[] result) {
      TreeSum sum = new TreeSum(result.length);
      for (double[] answer : answers(problem, shards, request)) {
        System.arraycopy(answer, 0, sum.leaf(), 0, answer.length);
        sum.add();
      }
      sum.finish(result);
    }

    /** Static, so that the task takes nothing along but its arguments. */
    private static Iterable<double[]> answers(
        ShardedProblem problem, Shards shards, ShardRequest request) {
      return shards.collect(
          (shard, blocks) -> {
            ShardFunction function = problem.shard(shard, blocks, false);
            double[] answer = new double[problem.dimension() + 1];
            function.answer(request, answer);
            return answer;
          });
    }
  }
}
