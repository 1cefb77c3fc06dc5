// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.LoopState;
import sparkoptim.core.StochasticObjective;

/** The states of a run's ranks as one of whole vectors, as a checkpoint holds it, and back. */
public final class RankStates {
  private RankStates() {}

  /**
   * The whole state: vectors joined, numbers and counts as all ranks have them.
   *
   * @throws IllegalArgumentException if ranks differ in a name, a number or a count
   */
  public static LoopState join(List<LoopState> ranks) {
    LoopState first = ranks.get(0);
    LoopState whole = new LoopState();
    for (int rank = 1; rank < ranks.size(); rank++) {
      LoopState other = ranks.get(rank);
      same(rank, first.numbers(), other.numbers());
      same(rank, first.counts(), other.counts());
      same(rank, first.vectors().keySet(), other.vectors().keySet());
    }
    for (String name : first.vectors().keySet()) {
      List<double[]> parts = new ArrayList<>();
      ranks.forEach(state -> parts.add(state.vectors().get(name)));
      whole.vectors().put(name, Ranks.join(parts));
    }
    whole.numbers().putAll(first.numbers());
    whole.counts().putAll(first.counts());
    return whole;
  }

  private static void same(int rank, Object first, Object other) {
    if (!first.equals(other)) {
      throw new IllegalArgumentException(
          "rank 0 has the state %s, rank %d has %s".formatted(first, rank, other));
    }
  }

  /**
   * A rank's part of a whole state.
   *
   * @param part the rank's objective, of {@link Ranks#run}
   * @throws IllegalArgumentException if a vector is neither of coordinates nor of row slopes
   */
  public static LoopState part(StochasticObjective part, LoopState whole) {
    LoopState state = new LoopState();
    whole.vectors().forEach((name, vector) -> state.vectors().put(name, part(part, name, vector)));
    state.numbers().putAll(whole.numbers());
    state.counts().putAll(whole.counts());
    return state;
  }

  private static double[] part(StochasticObjective part, String name, double[] whole) {
    RankObjective rank = (RankObjective) part;
    if (whole.length == 0) {
      return whole.clone();
    }
    if (whole.length == rank.space().dimension()) {
      return Ranks.part(rank.space(), whole);
    }
    if (whole.length == rank.wholeTable()) {
      return Arrays.copyOfRange(whole, rank.tableFrom(), rank.tableFrom() + rank.tableSize());
    }
    throw new IllegalArgumentException(
        "%s has %d values: neither one a coordinate nor one a row slope"
            .formatted(name, whole.length));
  }

  /** Whether two states hold the same bits under the same names. */
  public static boolean equal(LoopState a, LoopState b) {
    return a.numbers().equals(b.numbers())
        && a.counts().equals(b.counts())
        && a.vectors().keySet().equals(b.vectors().keySet())
        && a.vectors().keySet().stream()
            .allMatch(name -> Arrays.equals(a.vectors().get(name), b.vectors().get(name)));
  }
}
