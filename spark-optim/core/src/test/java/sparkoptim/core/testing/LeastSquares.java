// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;

/**
 * The golden vectors' problem LSQ: {@code f_i = 1/2 (a_i.w - b_i)^2} over four rows, one row a
 * mini-batch, in the order 0, 1, 2, 3 of every epoch, or in another that goes round and round.
 */
public final class LeastSquares implements StochasticObjective {
  /** Number of rows. */
  public static final int ROWS = 4;

  private static final double[][] A = {{1, 0.5}, {0.25, -1}, {-0.5, 0.75}, {1.5, 1}};
  private static final double[] B = {1, -0.5, 0.25, 2};

  private final int[] order;

  /** In the order 0, 1, 2, 3. */
  public LeastSquares() {
    this(0, 1, 2, 3);
  }

  /** In a given order of rows, one a step. */
  public LeastSquares(int... order) {
    this.order = order.clone();
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ROW_TABLE);
  }

  @Override
  public int tableSize() {
    return ROWS;
  }

  @Override
  public Space space() {
    return new WholeSpace(2);
  }

  @Override
  public Objective full() {
    return new Rows(0, ROWS);
  }

  @Override
  public Objective batch(long step) {
    int row = order[(int) (step % order.length)];
    return new Rows(row, row + 1);
  }

  @Override
  public long stepsPerEpoch() {
    return ROWS;
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    Gradient gradient = new Gradient(2);
    snapshot.loss = full().evaluate(snapshot.point, gradient);
    System.arraycopy(gradient.values, 0, snapshot.gradient, 0, 2);
  }

  /** The mean loss over all rows. */
  public static double loss(double[] point) {
    return new Rows(0, ROWS).evaluate(point, new Gradient(2));
  }

  private record Rows(int from, int to) implements Objective {
    @Override
    public long rows() {
      return (long) to - from;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      Arrays.fill(gradient.values, 0);
      double loss = 0;
      for (int i = from; i < to; i++) {
        double residual = A[i][0] * point[0] + A[i][1] * point[1] - B[i];
        loss += residual * residual / 2 / rows();
        for (int j = 0; j < 2; j++) {
          gradient.values[j] += residual * A[i][j] / rows();
        }
      }
      return loss;
    }

    @Override
    public double updateTable(double[] point, double[] table, Gradient difference) {
      Arrays.fill(difference.values, 0);
      double loss = 0;
      for (int i = from; i < to; i++) {
        double residual = A[i][0] * point[0] + A[i][1] * point[1] - B[i];
        loss += residual * residual / 2 / rows();
        for (int j = 0; j < 2; j++) {
          difference.values[j] += (residual - table[i]) * A[i][j] / rows();
        }
        table[i] = residual;
      }
      return loss;
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      Gradient there = new Gradient(2);
      evaluate(snapshot.point, there);
      double loss = evaluate(point, gradient);
      for (int j = 0; j < 2; j++) {
        gradient.values[j] -= coefficient * (there.values[j] - snapshot.gradient[j]);
      }
      return loss;
    }
  }
}
