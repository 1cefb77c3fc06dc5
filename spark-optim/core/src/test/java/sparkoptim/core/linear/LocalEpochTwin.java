// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

/**
 * The slow twin of a pass: row by row in the shards' orders, {@code x = x - eta (f_i'(x) - alpha
 * f_i'(s))} and {@code x = x - eta (c + q x)}, c = alpha times the snapshot's full data gradient. A
 * row n w / W times heavier than the mean takes the first in parts.
 *
 * @param of a problem
 * @param rowNorm weighted mean of squared norms
 * @param lazy whether a coefficient takes the second by one implicit step for all rows since the
 *     last one with that feature, as with sparse rows, and not by an explicit one each
 */
record LocalEpochTwin(LinearCase of, double rowNorm, boolean lazy) {
  /** As the problem's own kernels do it. */
  LocalEpochTwin(LinearCase of) {
    this(of, of.problem().rowNorm(), of.sparse());
  }

  /** The average of the shards' end points; then the mean loss of the rows as they were met. */
  double[] localEpoch(double[] start, double[] snapshot, double alpha, long epoch, double eta) {
    double[] result = new double[start.length + 1];
    for (int shard = 0; shard < of.shards(); shard++) {
      double[] end = shard(shard, start, snapshot, alpha, epoch, eta);
      for (int i = 0; i < start.length; i++) {
        result[i] += end[i] / of.shards();
      }
      result[start.length] += end[start.length] / of.rows().weight();
    }
    return result;
  }

  private double[] shard(
      int shard, double[] start, double[] snapshot, double alpha, long epoch, double eta) {
    NaiveLinear naive = new NaiveLinear(of);
    double[] x = start.clone();
    int[] owed = new int[start.length];
    double[] drift =
        snapshot == null ? new double[start.length] : naive.dataGradient(snapshot, naive.all());
    double losses = 0;
    RowOrder order = of.rowOrder(shard);
    for (order.seek(epoch, 0); order.block() != null; order.advance()) {
      int row = of.row(shard, order.block(), order.row());
      for (int i = 0; i < x.length; i++) {
        if (owed[i] > 0 && input(naive, row, i) != 0) {
          x[i] = implicit(x[i], alpha * drift[i], naive.penalty()[i], owed[i] * eta);
          owed[i] = 0;
        }
      }
      losses += of.rows().weights()[row] * naive.rowLoss(row, x);
      double[] there = snapshot == null ? new double[of.outputs()] : naive.rowSlopes(row, snapshot);
      double[] moved = alongRow(naive, row, x, there, alpha, eta);
      for (int i = 0; i < x.length; i++) {
        if (lazy && i < of.outputs() * of.rows().width()) {
          owed[i]++;
        } else {
          moved[i] -= eta * (alpha * drift[i] + naive.penalty()[i] * x[i]);
        }
      }
      x = moved;
    }
    double[] result = Arrays.copyOf(x, x.length + 1);
    for (int i = 0; i < x.length; i++) {
      result[i] = implicit(x[i], alpha * drift[i], naive.penalty()[i], owed[i] * eta);
    }
    result[x.length] = losses;
    return result;
  }

  private double[] alongRow(
      NaiveLinear naive, int row, double[] x, double[] there, double alpha, double eta) {
    double scaled = of.rows().weights()[row] * of.rows().size() / of.rows().weight();
    int parts = parts(naive, row, scaled);
    double[] moved = x.clone();
    for (int part = 0; part < parts; part++) {
      double[] slopes = naive.rowSlopes(row, moved);
      for (int i = 0; i < x.length; i++) {
        int k = i % of.outputs();
        double slope = scaled * (slopes[k] - alpha * there[k]);
        moved[i] -= eta / parts * slope * input(naive, row, i);
      }
    }
    return moved;
  }

  private double input(NaiveLinear naive, int row, int i) {
    return naive.input(row, i / of.outputs());
  }

  /** The x' that solves {@code x' = x - length (c + q x')}. */
  private static double implicit(double x, double drift, double penalty, double length) {
    return (x - length * drift) / (1 + length * penalty);
  }

  private int parts(NaiveLinear naive, int row, double scaledWeight) {
    double norm = of.intercept() ? 1 : 0;
    for (int j = 0; j < of.rows().width(); j++) {
      norm += naive.input(row, j) * naive.input(row, j);
    }
    return (int) Math.max(1, Math.ceil(scaledWeight * norm / rowNorm));
  }
}
