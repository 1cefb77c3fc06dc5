// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.average.Ema;
import sparkoptim.core.average.Lawa;

/**
 * The formulas against runs: 4e5 steps of several independent coordinates with centres at 1 and -1,
 * averaged by the library's own averages.
 */
final class StationaryVarianceTest {
  private static final int STEPS = 400_000;
  private static final int CHAINS = 4;
  private static final double LAMBDA = 0.1;

  /** Steps until the start is forgotten, also by the slowest average. */
  private static final int WARMUP = 4000;

  private static final double PERCENT = 3;
  private static final int GAP = 50;

  /** Sums squares of an average's values; every so many steps, as neighbours say the same. */
  private static final class Squares {
    private final int every;
    private double sum;
    private long count;

    Squares(int every) {
      this.every = every;
    }

    void add(int step, double[] value) {
      if (step >= WARMUP && step % every == 0) {
        for (double coordinate : value) {
          sum += coordinate * coordinate;
        }
        count += value.length;
      }
    }

    double mean() {
      return sum / count;
    }
  }

  @Test
  void variances_longRuns_areWithinThreePercent() {
    RunContext context = new RunContext(new WholeSpace(CHAINS), new Plan(1, STEPS, 1));
    double[] point = new double[CHAINS];
    IterateAverage.Run fast = new Ema(0.9, false).start(context, point);
    IterateAverage.Run slow = new Ema(0.99, false).start(context, point);
    IterateAverage.Run ten = new Lawa(10, 1).start(context, point);
    IterateAverage.Run hundred = new Lawa(100, 1).start(context, point);
    double[][] ring = new double[GAP][CHAINS];
    double[] middle = new double[CHAINS];
    Squares[] squares = new Squares[6];
    int[] every = {1, 1, 1, 1, 5, 25};
    for (int i = 0; i < squares.length; i++) {
      squares[i] = new Squares(every[i]);
    }
    Random random = new Random(5);
    for (int step = 0; step < STEPS; step++) {
      double[] before = ring[step % GAP];
      for (int i = 0; i < CHAINS; i++) {
        point[i] += LAMBDA * ((random.nextBoolean() ? 1 : -1) - point[i]);
        middle[i] = (point[i] + before[i]) / 2;
      }
      System.arraycopy(point, 0, before, 0, CHAINS);
      fast.add(step, point);
      slow.add(step, point);
      ten.add(step, point);
      hundred.add(step, point);
      squares[0].add(step, point);
      squares[1].add(step, middle);
      squares[2].add(step, fast.value(point));
      squares[3].add(step, slow.value(point));
      if (step % 5 == 0) {
        squares[4].add(step, ten.value(point));
      }
      if (step % 25 == 0) {
        squares[5].add(step, hundred.value(point));
      }
    }
    assertClose(squares[0], StationaryVariance.sgd(LAMBDA));
    assertClose(squares[1], StationaryVariance.twoPoint(LAMBDA, GAP));
    assertClose(squares[2], StationaryVariance.ema(LAMBDA, 0.1));
    assertClose(squares[3], StationaryVariance.ema(LAMBDA, 0.01));
    assertClose(squares[4], StationaryVariance.swa(LAMBDA, 10));
    assertClose(squares[5], StationaryVariance.swa(LAMBDA, 100));
  }

  private static void assertClose(Squares squares, double expected) {
    assertThat(squares.mean()).isCloseTo(expected, withinPercentage(PERCENT));
  }
}
