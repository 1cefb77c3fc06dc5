// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.Arrays;
import java.util.function.Consumer;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Probe;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;

/**
 * Measures how much the gradients of one epoch's mini-batches differ at the query point, by the
 * three metrics of Yin et al., A Coefficient Makes SVRG Effective, arXiv 2311.05589: the mean over
 * pairs of {@code (1 - cos(g_i, g_j)) / 2}, the sum over coordinates of {@code Var(g_k)}, and the
 * largest eigenvalue of the covariance. The gradients are those of the formula {@code g = grad
 * f_i(x) - alpha (grad f_i(s) - grad f(s))} at the run's snapshot s; a coefficient of 0 is plain.
 *
 * <p>Batches weigh alike and moments are divided by their number. The eigenvalue is that of the
 * matrix of inner products of the m centred gradients, divided by m, which is the same and small.
 * Pairs with a gradient of 0, which has no direction, are left out of the first metric; it is NaN
 * where no pair remains. All three are NaN while a formula needs a snapshot and the run has none.
 *
 * <p>A look costs m evaluations, 2 m with a coefficient; 2 m reductions of up to m numbers; m + 1
 * vectors.
 *
 * @param batches mini-batches m, spread evenly over the epoch; 0 is all of them
 * @param coefficient alpha
 * @param to receives every look
 */
public record GradientVariance(int batches, double coefficient, Consumer<Look> to)
    implements Probe {
  /**
   * The result of a look.
   *
   * @param step the step that the run was about to make
   * @param cosineDistance in [0, 1]: 0 for one direction, 1/2 for right angles
   * @param total sum of the coordinates' variances
   * @param largest the largest eigenvalue of their covariance
   */
  public record Look(long step, double cosineDistance, double total, double largest) {}

  public GradientVariance {
    EpochBatches.check("gradient variance", batches);
    if (!Double.isFinite(coefficient)) {
      throw new IllegalArgumentException(
          "gradient variance: coefficient must be finite, was " + coefficient);
    }
  }

  @Override
  public void look(Loop run) {
    if (coefficient != 0 && run.snapshot() == null) {
      to.accept(new Look(run.step(), Double.NaN, Double.NaN, Double.NaN));
      return;
    }
    Space space = run.context().space();
    double[][] gradients = gradients(run);
    double distance = cosineDistance(gram(space, gradients));
    centre(gradients);
    double[][] covariance = gram(space, gradients);
    double total = 0;
    for (int i = 0; i < covariance.length; i++) {
      total += covariance[i][i];
    }
    double largest = SymmetricMatrix.largestEigenvalue(covariance);
    int m = gradients.length;
    to.accept(new Look(run.step(), distance, total / m, largest / m));
  }

  private double[][] gradients(Loop run) {
    EpochBatches epoch = EpochBatches.of(run, batches);
    Gradient gradient = new Gradient(run.context().space().size());
    double[][] gradients = new double[epoch.number()][];
    for (int i = 0; i < gradients.length; i++) {
      epoch.batch(i).evaluate(run.query(), gradient);
      gradients[i] = gradient.values.clone();
      if (coefficient != 0) {
        Snapshot snapshot = run.snapshot();
        epoch.batch(i).evaluate(snapshot.point, gradient);
        for (int j = 0; j < gradients[i].length; j++) {
          gradients[i][j] -= coefficient * (gradient.values[j] - snapshot.gradient[j]);
        }
      }
    }
    return gradients;
  }

  private static double[][] gram(Space space, double[][] vectors) {
    double[][] products = new double[vectors.length][vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      space.dots(vectors[i], Arrays.copyOf(vectors, i + 1), products[i]);
      for (int j = 0; j < i; j++) {
        products[j][i] = products[i][j];
      }
    }
    return products;
  }

  private static double cosineDistance(double[][] products) {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j < i; j++) {
        double norms = Math.sqrt(products[i][i]) * Math.sqrt(products[j][j]);
        if (norms != 0) {
          sum += (1 - products[i][j] / norms) / 2;
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  /** Subtracts the mean. A coordinate is on one rank in all vectors, so no reduction is needed. */
  private static void centre(double[][] vectors) {
    for (int j = 0; j < vectors[0].length; j++) {
      double mean = 0;
      for (double[] vector : vectors) {
        mean += vector[j] / vectors.length;
      }
      for (double[] vector : vectors) {
        vector[j] -= mean;
      }
    }
  }
}
