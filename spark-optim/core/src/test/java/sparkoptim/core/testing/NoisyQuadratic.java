// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Prox;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.WholeSpace;

/**
 * Rows {@code 1/2 sum_j h_ij (x_j - c_ij)^2} in mini-batches, plus {@code l2/2 ||x||^2} and {@code
 * l1 ||x||_1}. Curvatures fall from 1 to 1/100 over the coordinates and differ by rows. A row's
 * slopes are its whole gradient.
 */
public final class NoisyQuadratic implements StochasticObjective {
  private final double[][] curvatures;
  private final double[][] centres;
  private final int batch;
  private final double l2;
  private final double l1;

  /** Random rows around a random centre. */
  public NoisyQuadratic(int rows, int batch, int dimension, double l2, double l1, long seed) {
    Random random = new Random(seed);
    double[] middle = random.doubles(dimension, -2, 2).toArray();
    curvatures = new double[rows][dimension];
    centres = new double[rows][dimension];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < dimension; j++) {
        double falling = Math.pow(100, -(double) j / dimension);
        curvatures[i][j] = falling * (0.5 + random.nextDouble());
        centres[i][j] = middle[j] + random.nextGaussian() / 4;
      }
    }
    this.batch = batch;
    this.l2 = l2;
    this.l1 = l1;
  }

  @Override
  public Space space() {
    return new WholeSpace(centres[0].length);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.ROW_TABLE);
  }

  @Override
  public Prox prox() {
    return l1 == 0 ? Prox.NONE : new SoftThreshold(l1);
  }

  @Override
  public Objective full() {
    return new Rows(0, centres.length);
  }

  @Override
  public Objective batch(long step) {
    int from = (int) (step % stepsPerEpoch()) * batch;
    return new Rows(from, Math.min(from + batch, centres.length));
  }

  @Override
  public long stepsPerEpoch() {
    return ((long) centres.length + batch - 1) / batch;
  }

  @Override
  public int tableSize() {
    return centres.length * centres[0].length;
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    Gradient gradient = new Gradient(snapshot.point.length);
    snapshot.loss = full().evaluate(snapshot.point, gradient);
    System.arraycopy(gradient.values, 0, snapshot.gradient, 0, snapshot.gradient.length);
  }

  /** The whole objective, {@code l1 ||x||_1} included, which the losses leave out. */
  public double total(double[] point) {
    double norm = Arrays.stream(point).map(Math::abs).sum();
    return full().evaluate(point, new Gradient(point.length)) + l1 * norm;
  }

  /** The point of the smallest loss, without the L1 penalty. */
  public double[] smoothOptimum() {
    double[] optimum = new double[centres[0].length];
    for (int j = 0; j < optimum.length; j++) {
      double weighted = 0;
      double weights = centres.length * l2;
      for (int i = 0; i < centres.length; i++) {
        weighted += curvatures[i][j] * centres[i][j];
        weights += curvatures[i][j];
      }
      optimum[j] = weighted / weights;
    }
    return optimum;
  }

  /** A hash of the data. */
  public int fingerprint() {
    return 31 * Arrays.deepHashCode(curvatures) + Arrays.deepHashCode(centres);
  }

  private record SoftThreshold(double strength) implements Prox {
    @Override
    public void apply(double[] point, double eta) {
      for (int i = 0; i < point.length; i++) {
        point[i] = Math.copySign(Math.max(Math.abs(point[i]) - eta * strength, 0), point[i]);
      }
    }

    @Override
    public void apply(double[] point, double eta, double[] scale) {
      for (int i = 0; i < point.length; i++) {
        double threshold = eta * scale[i] * strength;
        point[i] = Math.copySign(Math.max(Math.abs(point[i]) - threshold, 0), point[i]);
      }
    }
  }

  private final class Rows implements Objective {
    private final int from;
    private final int to;

    Rows(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public long rows() {
      return (long) to - from;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      double loss = data(point, gradient.values);
      addPenalty(point, gradient.values);
      return loss + penalty(point);
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      double[] there = new double[point.length];
      data(snapshot.point, there);
      double loss = data(point, gradient.values);
      for (int j = 0; j < there.length; j++) {
        double full = snapshot.gradient[j] - l2 * snapshot.point[j];
        gradient.values[j] -= coefficient * (there[j] - full);
      }
      addPenalty(point, gradient.values);
      return loss + penalty(point);
    }

    @Override
    public double updateTable(double[] point, double[] table, Gradient difference) {
      Arrays.fill(difference.values, 0);
      for (int i = from; i < to; i++) {
        for (int j = 0; j < point.length; j++) {
          int at = i * point.length + j;
          double slope = slope(i, j, point);
          difference.values[j] += (slope - table[at]) / rows();
          table[at] = slope;
        }
      }
      return data(point, new double[point.length]) + penalty(point);
    }

    @Override
    public void addPenalty(double[] point, double[] gradient) {
      for (int j = 0; j < point.length; j++) {
        gradient[j] += l2 * point[j];
      }
    }

    private double penalty(double[] point) {
      double square = 0;
      for (double x : point) {
        square += l2 * x * x;
      }
      return square / 2;
    }

    private double data(double[] point, double[] gradient) {
      Arrays.fill(gradient, 0);
      double loss = 0;
      for (int i = from; i < to; i++) {
        for (int j = 0; j < point.length; j++) {
          double slope = slope(i, j, point);
          gradient[j] += slope / rows();
          loss += slope * (point[j] - centres[i][j]) / 2 / rows();
        }
      }
      return loss;
    }

    private double slope(int i, int j, double[] point) {
      return curvatures[i][j] * (point[j] - centres[i][j]);
    }
  }
}
