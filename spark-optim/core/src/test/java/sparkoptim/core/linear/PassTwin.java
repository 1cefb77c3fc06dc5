package sparkoptim.core.linear;

import java.util.Arrays;
import sparkoptim.core.data.RowOrder;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

/**
 * The slow twin of a pass: row by row in the shards' orders, {@code x = x - eta ((f_i'(x) - alpha
 * f_i'(s)) + c + q x)} on every coordinate in every step, c = alpha times the anchor's full data
 * gradient. A row n w / W times heavier than the mean takes its step in parts.
 *
 * @param of a problem
 * @param rowNorm weighted mean of squared norms
 * @param flow whether a step moves the coordinates that its row does not touch by the exact flow of
 *     {@code x' = -eta (c + q x)}, as sparse rows do, and not by an explicit step
 */
record PassTwin(LinearCase of, double rowNorm, boolean flow) {
  /** As the problem's own kernels do it. */
  PassTwin(LinearCase of) {
    this(of, of.problem().rowNorm(), of.sparse());
  }

  /** The average of the shards' end points; then the mean loss of the rows as they were met. */
  double[] pass(double[] start, double[] anchor, double alpha, long epoch, double eta) {
    double[] result = new double[start.length + 1];
    for (int shard = 0; shard < of.shards(); shard++) {
      double[] end = shard(shard, start, anchor, alpha, epoch, eta);
      for (int i = 0; i < start.length; i++) {
        result[i] += end[i] / of.shards();
      }
      result[start.length] += end[start.length] / of.rows().weight();
    }
    return result;
  }

  private double[] shard(
      int shard, double[] start, double[] anchor, double alpha, long epoch, double eta) {
    NaiveLinear naive = new NaiveLinear(of);
    double[] x = Arrays.copyOf(start, start.length + 1);
    double[] drift =
        anchor == null ? new double[start.length] : naive.dataGradient(anchor, naive.all());
    RowOrder order = of.rowOrder(shard);
    for (order.seek(epoch, 0); order.block() != null; order.advance()) {
      int row = of.row(shard, order.block(), order.row());
      double weight = of.rows().weights()[row];
      double scaled = weight * of.rows().size() / of.rows().weight();
      x[start.length] += weight * naive.rowLoss(row, Arrays.copyOf(x, start.length));
      int parts = parts(naive, row, scaled);
      for (int part = 0; part < parts; part++) {
        double[] slopes = naive.rowSlopes(row, Arrays.copyOf(x, start.length));
        double[] there = anchor == null ? new double[slopes.length] : naive.rowSlopes(row, anchor);
        for (int i = 0; i < start.length; i++) {
          int k = i % of.outputs();
          double input = naive.input(row, i / of.outputs());
          double slope = scaled * (slopes[k] - alpha * there[k]) * input;
          x[i] = step(x[i], slope, input != 0, alpha * drift[i], naive.penalty()[i], eta / parts);
        }
      }
    }
    return x;
  }

  private double step(
      double x, double slope, boolean touched, double drift, double penalty, double eta) {
    if (touched || !flow || penalty == 0) {
      return x - eta * (slope + drift + penalty * x);
    }
    return x + StrictMath.expm1(-eta * penalty) * (drift / penalty + x);
  }

  private int parts(NaiveLinear naive, int row, double scaledWeight) {
    double norm = of.intercept() ? 1 : 0;
    for (int j = 0; j < of.rows().width(); j++) {
      norm += naive.input(row, j) * naive.input(row, j);
    }
    return (int) Math.max(1, Math.ceil(scaledWeight * norm / rowNorm));
  }
}
