// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.sharded.BatchRows;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A network of one hidden layer whose gradients depend on which rows come together, or on a draw: a
 * linear map, batch normalization or dropout, tanh, and one output under the logistic loss of the
 * labels 0 and 1. A shard's share of a mini-batch is normalized by itself. Plain loops, for the
 * matrix of conformance: the layers of real networks are BigDL's.
 *
 * @param kind what makes gradients depend on the batch
 */
public record BatchNetwork(Kind kind, int width, int hidden, long rows, double weight, int shards)
    implements ShardedProblem {
  private static final long SEED = 11;
  private static final double KEPT = 0.7;
  private static final double VARIANCE = 0.1;

  /** A layer whose output for a row is no function of that row. */
  public enum Kind {
    /** Batch normalization. */
    NORM,
    /** Dropout. */
    DROPOUT
  }

  /** The places of parameters: first layer, scales, shifts, second layer, bias. */
  @Override
  public int dimension() {
    return hidden * (width + 3) + 1;
  }

  @Override
  public int[] layerStarts() {
    int second = hidden * (width + 2);
    return new int[] {0, hidden * width, second, dimension()};
  }

  /** Random first and second layers; scales of 1. */
  public double[] initial() {
    Random random = new Random(SEED);
    double[] point = new double[dimension()];
    for (int i = 0; i < point.length - 1; i++) {
      point[i] = random.nextGaussian() / Math.sqrt(width);
    }
    Arrays.fill(point, hidden * width, hidden * (width + 1), 1);
    Arrays.fill(point, hidden * (width + 1), hidden * (width + 2), 0);
    return point;
  }

  @Override
  public double[] penalty() {
    return null;
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.BATCH_DEPENDENT);
  }

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return new Shard(index, blocks);
  }

  private final class Shard implements ShardFunction {
    private final int shard;
    private final BatchRows order;
    private final ShardRequest part = new ShardRequest();
    private final int[] chunk = new int[1];

    Shard(int shard, List<Block> blocks) {
      this.shard = shard;
      order = new BatchRows(blocks, shard, shards, SEED);
    }

    @Override
    public void answer(ShardRequest request, double[] result) {
      Arrays.fill(result, 0);
      part.epoch = request.epoch;
      if (request.batchSize == 0) {
        add(request, request.from, request.to, result);
        return;
      }
      for (long from = 0; from < rows; from += request.batchSize) {
        add(request, from, Math.min(rows, from + request.batchSize), result);
      }
    }

    private void add(ShardRequest request, long from, long to, double[] result) {
      part.from = from;
      part.to = to;
      Batch batch = new Batch(key());
      order.seek(part);
      while (order.next(chunk, 1) > 0) {
        batch.add(order.block(), chunk[0]);
      }
      result[result.length - 1] += batch.addGradient(request.point, 1, result);
      if (request.snapshot != null && request.coefficient != 0) {
        batch.addGradient(request.snapshot, -request.coefficient, result);
      }
    }

    /** Two points of one batch see the same draws. */
    private long key() {
      long key = CounterRandom.key(CounterRandom.key(SEED, shard), part.epoch);
      return CounterRandom.key(key, part.allRows() ? -1 : part.from);
    }
  }

  /** The rows of one shard in one mini-batch. */
  private final class Batch {
    private final long key;
    private double[][] x = new double[0][];
    private double[] y = new double[0];
    private double[] w = new double[0];

    Batch(long key) {
      this.key = key;
    }

    void add(Block block, int row) {
      int n = x.length;
      x = Arrays.copyOf(x, n + 1);
      y = Arrays.copyOf(y, n + 1);
      w = Arrays.copyOf(w, n + 1);
      x[n] = Arrays.copyOfRange(block.values.doubles(), row * width, (row + 1) * width);
      y[n] = 2 * block.labels[row] - 1;
      w[n] = block.weights[row];
    }

    /** Adds a multiple of the gradient of the sum of weighted losses; returns the sum. */
    double addGradient(double[] p, double scale, double[] sums) {
      int n = x.length;
      double[] margins = new double[n];
      Arrays.fill(margins, p[p.length - 1]);
      double[][] normed = new double[hidden][];
      double[][] outputs = new double[hidden][n];
      double[] spread = new double[hidden];
      for (int j = 0; j < hidden; j++) {
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
          for (int k = 0; k < width; k++) {
            a[i] += p[j * width + k] * x[i][k];
          }
        }
        spread[j] = kind == Kind.NORM ? normalize(a) : 1;
        normed[j] = a;
        for (int i = 0; i < n; i++) {
          outputs[j][i] =
              StrictMath.tanh(p[scaleAt(j)] * a[i] + p[scaleAt(j) + hidden]) * mask(i, j);
          margins[i] += p[scaleAt(j) + 2 * hidden] * outputs[j][i];
        }
      }
      double loss = 0;
      double[] slopes = new double[n];
      for (int i = 0; i < n; i++) {
        double miss = StrictMath.exp(-y[i] * margins[i]);
        loss += w[i] * StrictMath.log1p(miss);
        slopes[i] = -w[i] * y[i] * miss / (1 + miss);
        sums[p.length - 1] += scale * slopes[i];
      }
      for (int j = 0; j < hidden; j++) {
        back(j, p, scale, slopes, normed[j], outputs[j], spread[j], sums);
      }
      return loss;
    }

    private void back(
        int j,
        double[] p,
        double scale,
        double[] slopes,
        double[] a,
        double[] outputs,
        double spread,
        double[] sums) {
      int n = x.length;
      double[] inner = new double[n];
      double sum = 0;
      double along = 0;
      for (int i = 0; i < n; i++) {
        double mask = mask(i, j);
        double u = mask == 0 ? 0 : outputs[i] / mask;
        double z = slopes[i] * p[scaleAt(j) + 2 * hidden] * mask * (1 - u * u);
        sums[scaleAt(j)] += scale * z * a[i];
        sums[scaleAt(j) + hidden] += scale * z;
        sums[scaleAt(j) + 2 * hidden] += scale * slopes[i] * outputs[i];
        inner[i] = z * p[scaleAt(j)];
        sum += inner[i];
        along += inner[i] * a[i];
      }
      for (int i = 0; i < n; i++) {
        double slope =
            kind == Kind.NORM ? (inner[i] - sum / n - a[i] * along / n) / spread : inner[i];
        for (int k = 0; k < width; k++) {
          sums[j * width + k] += scale * slope * x[i][k];
        }
      }
    }

    /** Returns what the numbers were divided by. */
    private double normalize(double[] a) {
      double mean = Arrays.stream(a).sum() / a.length;
      double variance = Arrays.stream(a).map(v -> (v - mean) * (v - mean)).sum() / a.length;
      double spread = Math.sqrt(variance + VARIANCE);
      Arrays.setAll(a, i -> (a[i] - mean) / spread);
      return spread;
    }

    private double mask(int i, int j) {
      if (kind == Kind.NORM) {
        return 1;
      }
      return CounterRandom.uniform(key, (long) i * hidden + j) < KEPT ? 1 / KEPT : 0;
    }

    private int scaleAt(int j) {
      return hidden * width + j;
    }
  }
}
