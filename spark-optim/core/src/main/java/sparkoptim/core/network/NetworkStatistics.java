// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalization's statistics at fixed parameters: mean and variance of every channel over all
 * rows. Statistics that run along with training belong to parameters that are gone, and to no
 * average of iterates; these are a function of parameters and rows (Wu and Johnson 2021, section 3,
 * "precise" statistics). Micro-batches and shards are combined by their means and sums of squares
 * (Chan, Golub and LeVeque 1983), so the variance between them counts. Used by one thread.
 */
public final class NetworkStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Moments> layers = new ArrayList<>();

  /** Mean and sum of squared deviations of one layer's channels over a count of numbers each. */
  private static final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] mean;
    private final double[] squares;
    private long count;

    Moments(int channels) {
      mean = new double[channels];
      squares = new double[channels];
    }

    void add(double[] otherMean, double[] otherSquares, long others) {
      long both = count + others;
      for (int i = 0; i < mean.length; i++) {
        double apart = otherMean[i] - mean[i];
        mean[i] += apart * others / both;
        squares[i] += otherSquares[i] + apart * apart * ((double) count * others / both);
      }
      count = both;
    }
  }

  /**
   * Adds what one layer has of a batch.
   *
   * @param layer number of the layer, in the module's order
   * @param count numbers of each channel, at least 1
   * @param mean of each channel
   * @param variance of each channel, the sum of squares over {@code count - 1}; not read where
   *     count is 1
   */
  public void add(int layer, long count, double[] mean, double[] variance) {
    while (layers.size() <= layer) {
      layers.add(new Moments(mean.length));
    }
    double[] squares = new double[mean.length];
    for (int i = 0; count > 1 && i < squares.length; i++) {
      squares[i] = variance[i] * (count - 1);
    }
    layers.get(layer).add(mean, squares, count);
  }

  /** Adds those of other rows; changes this one. */
  public NetworkStatistics merge(NetworkStatistics other) {
    for (int layer = 0; layer < other.layers.size(); layer++) {
      Moments theirs = other.layers.get(layer);
      if (layers.size() <= layer) {
        layers.add(new Moments(theirs.mean.length));
      }
      layers.get(layer).add(theirs.mean, theirs.squares, theirs.count);
    }
    return this;
  }

  /**
   * Returns the means and variances of all layers as frameworks keep them: each layer's means and
   * then its variances, which divide by one less than the count. A channel of one number has
   * variance 0.
   */
  public double[] values() {
    int total = 0;
    for (Moments moments : layers) {
      total += 2 * moments.mean.length;
    }
    double[] values = new double[total];
    int at = 0;
    for (Moments moments : layers) {
      for (double mean : moments.mean) {
        values[at++] = mean;
      }
      for (double squares : moments.squares) {
        values[at++] = squares / Math.max(1, moments.count - 1);
      }
    }
    return values;
  }
}
