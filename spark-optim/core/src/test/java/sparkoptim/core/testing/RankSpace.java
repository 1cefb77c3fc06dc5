// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import sparkoptim.core.Space;
import sparkoptim.core.testing.LockstepBarrier.Call;

/** The part of the vectors that one rank holds. */
final class RankSpace implements Space {
  private final Gathered gathered;
  private final LockstepBarrier barrier;
  private final int rank;
  private final int from;
  private final int size;

  RankSpace(Gathered gathered, LockstepBarrier barrier, int ranks, int rank) {
    this.gathered = gathered;
    this.barrier = barrier;
    this.rank = rank;
    from = Ranks.offset(gathered.dimension, ranks, rank);
    size = Ranks.offset(gathered.dimension, ranks, rank + 1) - from;
  }

  @Override
  public int dimension() {
    return gathered.dimension;
  }

  @Override
  public int offset() {
    return from;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void dots(double[] with, double[][] vectors, double[] results) {
    int count = vectors.length;
    gathered.reserve(count);
    allGather(with, gathered.point);
    for (int i = 0; i < count; i++) {
      allGather(vectors[i], gathered.vectors[i]);
    }
    meet(Call.of("dots", count), () -> gathered.dots(count));
    System.arraycopy(gathered.results, 0, results, 0, count);
  }

  @Override
  public void rangeDots(double[] a, double[] b, int[] starts, double[] results) {
    gathered.reserve(1);
    allGather(a, gathered.point);
    allGather(b, gathered.vectors[0]);
    meet(Call.of("rangeDots", starts.length), () -> gathered.rangeDots(starts));
    System.arraycopy(gathered.results, 0, results, 0, starts.length - 1);
  }

  /** Waits for all ranks and for the work, which one of them does. */
  void meet(Call call, Runnable work) {
    barrier.meet(rank, call, work);
  }

  void allGather(double[] part, double[] whole) {
    if (part.length != size) {
      throw new IllegalArgumentException(
          "rank %d holds %d coordinates, was given %d".formatted(rank, size, part.length));
    }
    System.arraycopy(part, 0, whole, from, size);
  }

  void scatter(double[] whole, double[] part) {
    System.arraycopy(whole, from, part, 0, size);
  }

  /** A whole vector with this part, and another value elsewhere. */
  double[] embed(double[] part, double elsewhere) {
    double[] whole = new double[gathered.dimension];
    Arrays.fill(whole, elsewhere);
    allGather(part, whole);
    return whole;
  }
}
