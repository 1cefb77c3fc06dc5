// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.Space;
import sparkoptim.core.WholeSpace;

/** The only rank of a run: it holds all coordinates. */
public abstract class WholeCollective implements Collective {
  private final Space space;

  /** Creates a collective for vectors of {@code dimension} coordinates. */
  protected WholeCollective(int dimension) {
    space = new WholeSpace(dimension);
  }

  /**
   * Asks all shards and adds their answers in the fixed tree.
   *
   * @param result receives the sum; its length is that of an answer
   */
  protected abstract void answer(ShardRequest request, double[] result);

  @Override
  public final boolean sumsSparsely() {
    return true;
  }

  @Override
  public final Space space() {
    return space;
  }

  @Override
  public final double[] allGather(Whole vector, double[] part) {
    return part;
  }

  @Override
  public final void allReduce(ShardRequest request, double[] result) {
    answer(request, result);
  }

  @Override
  public final double allReduce(
      ShardRequest request, double[] point, double[] result, PartValue value) {
    double total = value.of(point, 0, space.dimension());
    answer(request, result);
    return total;
  }
}
