package sparkoptim.core.sharded;

/** One shard's rows and what can be computed of them. Used by one thread at a time. */
public interface ShardFunction {
  /**
   * Answers a request.
   *
   * @param result overwritten: one value per coordinate, then the sum of weighted row losses
   */
  void answer(ShardRequest request, double[] result);
}
