// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Snapshot;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.LinearCase;

/** Slopes remembered at a snapshot are an economy: the bits are those of computing them again. */
final class RememberedSlopesTest {
  private static final double ALPHA = 0.8;

  private static Snapshot renewed(StochasticObjective objective, double[] point) {
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(point, 0, snapshot.point, 0, point.length);
    objective.fullGradient(snapshot);
    return snapshot;
  }

  private static double[] corrected(
      StochasticObjective objective, Snapshot snapshot, double[] point) {
    Gradient gradient = new Gradient(point.length);
    objective.batch(1).evaluate(point, snapshot, ALPHA, gradient);
    return gradient.values;
  }

  private static double[] passed(StochasticObjective objective, Snapshot snapshot, double[] point) {
    double[] moved = point.clone();
    objective.batch(0).localEpoch(moved, snapshot, ALPHA, 0.05);
    return moved;
  }

  /** What shards that forget slopes at once make of a snapshot. */
  private static double[] expected(LinearCase problem, double[] snapshotAt, double[] point) {
    StochasticObjective forgetful = problem.forgetting().objective(10);
    return corrected(forgetful, renewed(forgetful, snapshotAt), point);
  }

  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void evaluate_remembered_hasTheBitsOfForgetting(LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    Snapshot snapshot = renewed(objective, problem.point(1));
    assertThat(corrected(objective, snapshot, problem.point(2)))
        .isEqualTo(expected(problem, problem.point(1), problem.point(2)));
  }

  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void pass_remembered_hasTheBitsOfForgetting(LinearCase problem) {
    StochasticObjective objective = problem.objective(0);
    StochasticObjective forgetful = problem.forgetting().objective(0);
    double[] snapshotAt = problem.point(1);
    double[] point = problem.point(2);
    assertThat(passed(objective, renewed(objective, snapshotAt), point))
        .isEqualTo(passed(forgetful, renewed(forgetful, snapshotAt), point));
  }

  @Test
  void fullGradient_movedSnapshot_isRememberedAnew() {
    LinearCase problem = LinearCase.logistic();
    StochasticObjective objective = problem.objective(10);
    Snapshot snapshot = renewed(objective, problem.point(1));
    corrected(objective, snapshot, problem.point(3));
    System.arraycopy(problem.point(2), 0, snapshot.point, 0, snapshot.point.length);
    objective.fullGradient(snapshot);
    assertThat(corrected(objective, snapshot, problem.point(3)))
        .isEqualTo(expected(problem, problem.point(2), problem.point(3)));
  }

  /** The guard of bb copies the earlier snapshot back over the newer one. */
  @Test
  void copy_earlierSnapshotComesBack_isNotMistakenForTheNewer() {
    LinearCase problem = LinearCase.softmax();
    StochasticObjective objective = problem.objective(10);
    Snapshot snapshot = renewed(objective, problem.point(1));
    Snapshot earlier = new Snapshot(snapshot.point.length);
    earlier.copy(snapshot);
    System.arraycopy(problem.point(2), 0, snapshot.point, 0, snapshot.point.length);
    objective.fullGradient(snapshot);
    snapshot.copy(earlier);
    assertThat(corrected(objective, snapshot, problem.point(3)))
        .isEqualTo(expected(problem, problem.point(1), problem.point(3)));
  }

  @Test
  void evaluate_twoSnapshotsInTurn_areKeptApart() {
    LinearCase problem = LinearCase.logistic();
    StochasticObjective objective = problem.objective(10);
    Snapshot one = renewed(objective, problem.point(1));
    Snapshot two = renewed(objective, problem.point(2));
    for (int i = 0; i < 2; i++) {
      assertThat(corrected(objective, one, problem.point(3)))
          .isEqualTo(expected(problem, problem.point(1), problem.point(3)));
      assertThat(corrected(objective, two, problem.point(3)))
          .isEqualTo(expected(problem, problem.point(2), problem.point(3)));
    }
  }

  /** A restored snapshot has no memory: another snapshot's must not serve for it. */
  @Test
  void evaluate_snapshotWithoutMemory_isComputedAgain() {
    LinearCase problem = LinearCase.logistic();
    StochasticObjective objective = problem.objective(10);
    Snapshot restored = renewed(objective, problem.point(1));
    renewed(objective, problem.point(2));
    restored.memory = 0;
    for (int i = 0; i < 2; i++) {
      assertThat(corrected(objective, restored, problem.point(3)))
          .isEqualTo(expected(problem, problem.point(1), problem.point(3)));
    }
    assertThat(restored.memory).isNotZero();
  }

  /** A point that moves every step under one name, and one whose gradient is not a full one. */
  @ParameterizedTest
  @MethodSource("sparkoptim.core.testing.LinearCase#matrix")
  void evaluate_fleetingSnapshot_isNeverRemembered(LinearCase problem) {
    StochasticObjective objective = problem.objective(10);
    Snapshot lasting = renewed(objective, problem.point(1));
    Snapshot fleeting = new Snapshot(lasting.point.length);
    fleeting.memory = Snapshot.FLEETING;
    for (int seed = 2; seed < 5; seed++) {
      double[] at = problem.point(seed);
      System.arraycopy(at, 0, fleeting.point, 0, at.length);
      objective.fullGradient(fleeting);
      assertThat(fleeting.memory).isEqualTo(Snapshot.FLEETING);
      assertThat(fleeting.gradient).isEqualTo(renewed(problem.objective(10), at).gradient);
      assertThat(corrected(objective, fleeting, problem.point(6)))
          .isEqualTo(expected(problem, at, problem.point(6)));
      assertThat(corrected(objective, lasting, problem.point(6)))
          .isEqualTo(expected(problem, problem.point(1), problem.point(6)));
    }
  }

  /** It costs two slopes a row of the batch, and the lasting snapshot's stay. */
  @Test
  void evaluate_fleetingSnapshot_leavesTheMemoryAlone() {
    AtomicLong slopes = new AtomicLong();
    LinearCase problem = LinearCase.logistic().with(new CountedLoss(slopes));
    StochasticObjective objective = problem.objective(10);
    Snapshot lasting = renewed(objective, problem.point(1));
    Snapshot fleeting = new Snapshot(lasting.point.length);
    fleeting.memory = Snapshot.FLEETING;
    slopes.set(0);
    corrected(objective, fleeting, problem.point(2));
    assertThat(slopes.get()).isEqualTo(20);
    corrected(objective, lasting, problem.point(2));
    assertThat(slopes.get()).isEqualTo(30);
  }

  @Test
  void evaluate_remembered_computesOneSlopeARow() {
    assertThat(slopesOfBatch(true)).isEqualTo(10);
    assertThat(slopesOfBatch(false)).isEqualTo(20);
  }

  private static long slopesOfBatch(boolean remember) {
    AtomicLong slopes = new AtomicLong();
    LinearCase problem = LinearCase.logistic().with(new CountedLoss(slopes));
    StochasticObjective objective = (remember ? problem : problem.forgetting()).objective(10);
    Snapshot snapshot = renewed(objective, problem.point(1));
    slopes.set(0);
    corrected(objective, snapshot, problem.point(2));
    return slopes.get();
  }
}
