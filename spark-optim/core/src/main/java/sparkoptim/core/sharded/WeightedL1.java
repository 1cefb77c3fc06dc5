// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.Prox;

/**
 * The proximal step of {@code sum_i l_i |x_i|}, soft thresholding: {@code x_i = sign(x_i) max(|x_i|
 * - eta s_i l_i, 0)}. Zeros are exact, and positive.
 *
 * @param weights l, finite and >= 0, one per held coordinate; 0 leaves a coordinate as it is
 */
record WeightedL1(double[] weights) implements Prox {
  WeightedL1 {
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("L1 weights must be finite and >= 0, one was " + weight);
      }
    }
  }

  @Override
  public void apply(double[] point, double eta) {
    double[] l = weights;
    for (int i = 0; i < point.length; i++) {
      double threshold = eta * l[i];
      point[i] -= Math.min(Math.max(point[i], -threshold), threshold);
    }
  }

  @Override
  public void apply(double[] point, double eta, double[] scale) {
    double[] l = weights;
    for (int i = 0; i < point.length; i++) {
      double threshold = eta * scale[i] * l[i];
      point[i] -= Math.min(Math.max(point[i], -threshold), threshold);
    }
  }
}
