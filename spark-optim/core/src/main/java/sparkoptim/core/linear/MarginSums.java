// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Cancellation;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.data.RowView;
import sparkoptim.core.data.Values;
import sparkoptim.core.sharded.ShardRequest;

/**
 * One shard's sums over margins and curvature. Margins are a pure function of a point, computed in
 * one way: those of three points are remembered by name, 8 K bytes a row each, and computed again
 * where they are not, with the same bits.
 */
final class MarginSums {
  private static final int CHUNK = 64;
  private static final int POINTS = 3;
  private static final double UNIFORM_SHARE = 0.1;

  private final RowShard rows;
  private final RowView view = new RowView(1);
  private final LinearProblem problem;
  private final int shard;
  private final List<Block> blocks;
  private final boolean remember;
  private final int outputs;
  private final int[] firstRow;
  private final int[] chunk = new int[CHUNK];
  private final double[] margins;
  private final double[] change;
  private final double[] slopes;
  private final double[] curvature;
  private final double[] since;
  private final Remembered[] points = new Remembered[POINTS];
  private final double[] byOutput;

  /** What a row's values and their squares count in its leverage; the first null in most cases. */
  private double[] linear;

  private double[] quadratic;
  private double[] leverages;
  private long leveragesOf = -1;

  /** The margins of all rows at a point, and the curvature where it was asked for. */
  private static final class Remembered {
    private long name;
    private double[] margins;
    private double[] curvature;
    private boolean curved;
  }

  MarginSums(RowShard rows, int shard, List<Block> blocks, boolean remember) {
    this.rows = rows;
    problem = rows.problem;
    this.shard = shard;
    this.blocks = blocks;
    this.remember = remember;
    outputs = problem.outputs();
    firstRow = rows.firstRow;
    margins = new double[CHUNK * outputs];
    change = new double[CHUNK * outputs];
    slopes = new double[CHUNK * outputs];
    curvature = new double[CHUNK * outputs];
    since = new double[CHUNK * outputs];
    byOutput = new double[outputs];
  }

  /** Answers a request; what the result has room for beyond the answer is 0. */
  void answer(ShardRequest request, double[] result) {
    Arrays.fill(result, 0);
    switch (request.kind) {
      case MARGIN_GRADIENT -> gradient(request, result);
      case CURVATURE -> curvature(request, result);
      case ALONG -> along(request, result);
      case LEVERAGE -> result[0] = leverage(request);
      case HESSIAN -> hessian(request, result);
      default -> throw new IllegalArgumentException("not a request for margins: " + request.kind);
    }
  }

  /** Some rows in a row of one block, of which the fields of this object hold the margins. */
  @FunctionalInterface
  private interface Some {
    /** Takes rows {@code first} to {@code first + count} of a block. */
    void take(Block block, int first, int count);
  }

  private void forEach(Some action) {
    for (Block block : blocks) {
      Cancellation.check();
      int count;
      for (int row = 0; row < block.rows(); row += count) {
        count = Math.min(CHUNK, block.rows() - row);
        for (int i = 0; i < count; i++) {
          chunk[i] = row + i;
        }
        action.take(block, row, count);
      }
    }
  }

  private void gradient(ShardRequest request, double[] result) {
    int dimension = problem.dimension();
    Remembered metric = curved(request);
    Remembered here = remember ? room(request, request.memory) : null;
    boolean compares = request.snapshot != null;
    boolean ridesAlong = result.length > dimension + 2 * outputs;
    forEach(
        (block, first, count) -> {
          rows.margins(block, chunk, count, request.point, margins);
          if (here != null) {
            System.arraycopy(margins, 0, here.margins, place(block, first), count * outputs);
          }
          System.arraycopy(margins, 0, slopes, 0, count * outputs);
          result[dimension] += rows.losses(block, chunk, count, slopes);
          if (ridesAlong) {
            curvature(block, count, margins, slopes, curvature);
            if (compares) {
              since(request, metric, block, first, count);
            }
            addCurvature(block, count, compares, result, dimension + 1);
          }
          rows.add(block, chunk, count, slopes, result);
        });
    if (here != null) {
      here.name = request.memory;
    }
  }

  private void curvature(ShardRequest request, double[] result) {
    Remembered here = remembered(request, request.memory, request.point);
    Remembered metric = curved(request);
    boolean compares = request.snapshot != null;
    forEach(
        (block, first, count) -> {
          curvature(here, request.point, block, first, count);
          if (compares) {
            since(request, metric, block, first, count);
          }
          addCurvature(block, count, compares, result, 0);
        });
  }

  private void addCurvature(Block block, int count, boolean compares, double[] result, int at) {
    for (int i = 0; i < count; i++) {
      double weight = block.weight(chunk[i]);
      for (int k = 0; k < outputs; k++) {
        double here = curvature[i * outputs + k];
        result[at + k] += weight * here;
        if (compares) {
          result[at + outputs + k] += weight * Math.abs(here - since[i * outputs + k]);
        }
      }
    }
  }

  /** Fills the curvature since which the present one has changed. */
  private void since(ShardRequest request, Remembered metric, Block block, int first, int count) {
    if (metric == null) {
      rows.margins(block, chunk, count, request.snapshot, since);
      System.arraycopy(since, 0, change, 0, count * outputs);
      rows.losses(block, chunk, count, change);
      curvature(block, count, since, change, since);
      return;
    }
    System.arraycopy(metric.curvature, place(block, first), since, 0, count * outputs);
  }

  /**
   * Returns the snapshot with the curvature of all rows; null without memory. A run that goes on
   * asks for it again and again, so it is remembered here if it was not before.
   */
  private Remembered curved(ShardRequest request) {
    Remembered point =
        request.snapshot == null
            ? null
            : remembered(request, request.snapshotMemory, request.snapshot);
    if (point != null && !point.curved) {
      if (point.curvature == null) {
        point.curvature = new double[point.margins.length];
      }
      forEach(
          (block, first, count) -> {
            curvature(point, request.snapshot, block, first, count);
            System.arraycopy(curvature, 0, point.curvature, place(block, first), count * outputs);
          });
      point.curved = true;
    }
    return point;
  }

  /** Writes K values of a row, {@code at} from the start of its chunk, behind {@code to}. */
  private void curvature(
      double label, double[] margin, double[] slope, int at, double[] result, int to) {
    if (problem.loss() instanceof ScalarLoss loss) {
      result[to + at] = loss.curvature(label, margin[at], slope[at]);
      return;
    }
    for (int k = 0; k < outputs; k++) {
      double size = Math.abs(slope[at + k]);
      result[to + at + k] = size * (1 - size);
    }
  }

  private void curvature(Block block, int count, double[] margin, double[] slope, double[] result) {
    for (int i = 0; i < count; i++) {
      curvature(block.labels[chunk[i]], margin, slope, i * outputs, result, 0);
    }
  }

  /** Fills margins, slopes and curvature of some rows at a point. */
  private void curvature(Remembered here, double[] point, Block block, int first, int count) {
    margins(here, point, block, first, count, margins);
    System.arraycopy(margins, 0, slopes, 0, count * outputs);
    rows.losses(block, chunk, count, slopes);
    curvature(block, count, margins, slopes, curvature);
  }

  private void along(ShardRequest request, double[] result) {
    Remembered from = remembered(request, request.memory, request.point);
    Remembered to = remembered(request, request.snapshotMemory, request.snapshot);
    double[] at = new double[CHUNK * outputs];
    forEach(
        (block, first, count) -> {
          margins(from, request.point, block, first, count, margins);
          margins(to, request.snapshot, block, first, count, change);
          for (int i = 0; i < count * outputs; i++) {
            change[i] -= margins[i];
          }
          for (int step = 0; step < request.along.length; step++) {
            double t = request.along[step];
            for (int i = 0; i < count * outputs; i++) {
              at[i] = margins[i] + t * change[i];
              slopes[i] = at[i];
            }
            result[3 * step] += rows.losses(block, chunk, count, slopes);
            for (int i = 0; i < count; i++) {
              derivatives(block, i, at, result, 3 * step + 1);
            }
          }
        });
  }

  /** Adds a row's first and second derivative along the change of its margins. */
  private void derivatives(Block block, int i, double[] margin, double[] result, int at) {
    double weight = block.weight(chunk[i]);
    double label = block.labels[chunk[i]];
    if (problem.loss() instanceof ScalarLoss loss) {
      double u = change[i];
      result[at] += weight * slopes[i] * u;
      result[at + 1] += weight * loss.curvature(label, margin[i], slopes[i]) * u * u;
      return;
    }
    double first = 0;
    double mean = 0;
    double square = 0;
    for (int k = 0; k < outputs; k++) {
      double slope = slopes[i * outputs + k];
      double u = change[i * outputs + k];
      double p = k == (int) label ? 1 + slope : slope;
      first += slope * u;
      mean += p * u;
      square += p * u * u;
    }
    result[at] += weight * first;
    result[at + 1] += weight * (square - mean * mean);
  }

  private double leverage(ShardRequest request) {
    Remembered here = remembered(request, request.memory, request.point);
    int size = firstRow[blocks.size()];
    double[] kept = remember ? leverages : null;
    if (remember && (kept == null || kept.length != size)) {
      kept = new double[size];
      leverages = kept;
    }
    double[] keep = kept;
    count(request.sample);
    double[] sum = new double[1];
    forEach(
        (block, first, count) -> {
          curvature(here, request.point, block, first, count);
          for (int i = 0; i < count; i++) {
            double leverage = leverage(block, i);
            sum[0] += leverage;
            if (keep != null) {
              keep[firstRow[block.index] + first + i] = leverage;
            }
          }
        });
    leveragesOf = request.sample.number();
    return sum[0];
  }

  private void count(CurvatureSample sample) {
    ColumnScale columns = problem.columns();
    quadratic = columns == null ? sample.inverse() : columns.ofSquares(sample.inverse(), outputs);
    linear = columns == null ? null : columns.ofValues(quadratic, outputs);
  }

  /** Returns the leverage of a row of the present chunk, whose curvature is known. */
  private double leverage(Block block, int i) {
    int row = chunk[i];
    double sum = 0;
    if (outputs == 1) {
      double squares = problem.intercept() ? quadratic[problem.features()] : 0;
      view.row(block, row);
      squares += squares(quadratic);
      if (linear != null) {
        squares = Math.max(0, squares - products(linear, 0));
      }
      sum = curvature[i] * squares;
    } else {
      view.row(block, row);
      squares(quadratic, byOutput);
      for (int k = 0; k < outputs; k++) {
        double squares = byOutput[k];
        if (linear != null) {
          squares = Math.max(0, squares - products(linear, k));
        }
        sum += curvature[i * outputs + k] * squares;
      }
    }
    return block.weight(row) / problem.weight() * sum;
  }

  /** Returns {@code sum_j a_j^2 factor_j} of a row; several sums do not wait for each other. */
  private double squares(double[] factors) {
    double[] values = view.values;
    int[] columns = view.columns;
    int from = view.from(0);
    int to = view.to(0);
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int e = from;
    if (columns == null) {
      for (; e + 3 < to; e += 4) {
        int j = e - from;
        s0 += values[e] * values[e] * factors[j];
        s1 += values[e + 1] * values[e + 1] * factors[j + 1];
        s2 += values[e + 2] * values[e + 2] * factors[j + 2];
        s3 += values[e + 3] * values[e + 3] * factors[j + 3];
      }
    } else {
      for (; e + 3 < to; e += 4) {
        s0 += values[e] * values[e] * factors[columns[e]];
        s1 += values[e + 1] * values[e + 1] * factors[columns[e + 1]];
        s2 += values[e + 2] * values[e + 2] * factors[columns[e + 2]];
        s3 += values[e + 3] * values[e + 3] * factors[columns[e + 3]];
      }
    }
    double sum = (s0 + s1) + (s2 + s3);
    for (; e < to; e++) {
      sum += values[e] * values[e] * factors[columns == null ? e - from : columns[e]];
    }
    return sum;
  }

  /** Returns {@code sum_j a_j factor_j} of a row and an output. */
  private double products(double[] factors, int output) {
    double[] values = view.values;
    int[] columns = view.columns;
    int from = view.from(0);
    int to = view.to(0);
    if (columns == null && outputs == 1) {
      return Values.dot(values, from, factors, to - from);
    }
    double even = 0;
    double odd = 0;
    for (int e = from; e < to; e++) {
      int column = columns == null ? e - from : columns[e];
      double product = values[e] * factors[column * outputs + output];
      if ((e & 1) == 0) {
        even += product;
      } else {
        odd += product;
      }
    }
    return even + odd;
  }

  /**
   * Computes the squares' sum for every output, each with factors of its own; the intercept is a 1.
   */
  private void squares(double[] factors, double[] sums) {
    int[] columns = view.columns;
    int from = view.from(0);
    int last = problem.features() * outputs;
    for (int k = 0; k < outputs; k++) {
      sums[k] = problem.intercept() ? factors[last + k] : 0;
    }
    for (int e = from; e < view.to(0); e++) {
      int column = columns == null ? e - from : columns[e];
      double square = view.values[e] * view.values[e];
      for (int k = 0; k < outputs; k++) {
        sums[k] += square * factors[column * outputs + k];
      }
    }
  }

  private void hessian(ShardRequest request, double[] result) {
    CurvatureSample sample = request.sample;
    Remembered here = remembered(request, request.memory, request.point);
    boolean all = sample.rows() >= problem.rows();
    count(sample);
    double[] known = remember && leveragesOf == sample.number() ? leverages : null;
    double share = UNIFORM_SHARE / problem.rows();
    long key = CounterRandom.key(CounterRandom.key(0, problem.seed()), sample.number());
    GramSum gram = new GramSum(problem, sample.coupled());
    long[] drawn = new long[1];
    forEach(
        (block, first, count) -> {
          curvature(here, request.point, block, first, count);
          for (int i = 0; i < count; i++) {
            int row = first + i;
            double weight = block.weight(row) / problem.weight();
            if (!all) {
              int slot = firstRow[block.index] + row;
              double leverage = known != null ? known[slot] : leverage(block, i);
              double odds =
                  sample.rows() * (leverage / request.leverage + share) / (1 + UNIFORM_SHARE);
              long place = (long) slot * problem.shards() + shard;
              if (!(CounterRandom.uniform(key, place) < odds)) {
                continue;
              }
              weight /= Math.min(1, odds);
            }
            drawn[0]++;
            gram.add(block, row, weight, slopes, curvature, i * outputs);
          }
        });
    result[gram.finish(result)] = drawn[0];
  }

  private int place(Block block, int row) {
    return (firstRow[block.index] + row) * outputs;
  }

  private void margins(
      Remembered known, double[] point, Block block, int first, int count, double[] result) {
    if (known == null) {
      rows.margins(block, chunk, count, point, result);
    } else {
      System.arraycopy(known.margins, place(block, first), result, 0, count * outputs);
    }
  }

  private Remembered find(long name) {
    for (Remembered point : points) {
      if (point != null && name != 0 && point.name == name) {
        return point;
      }
    }
    return null;
  }

  /**
   * Returns the margins of a named point, computed where they are not known; null without memory.
   */
  private Remembered remembered(ShardRequest request, long name, double[] point) {
    Remembered known = find(name);
    if (known != null || !remember || name == 0) {
      return known;
    }
    Remembered made = room(request, name);
    forEach(
        (block, first, count) -> {
          rows.margins(block, chunk, count, point, margins);
          System.arraycopy(margins, 0, made.margins, place(block, first), count * outputs);
        });
    made.name = name;
    return made;
  }

  /** Returns room for a point: that of one that the request does not name. */
  private Remembered room(ShardRequest request, long name) {
    int oldest = -1;
    for (int i = 0; i < POINTS; i++) {
      if (points[i] == null) {
        points[i] = new Remembered();
        points[i].margins = new double[rows.slopesSize()];
        return points[i];
      }
      long held = points[i].name;
      boolean needed =
          held != 0
              && held != name
              && (held == request.memory || held == request.snapshotMemory || held == request.keep);
      if (!needed && (oldest < 0 || held < points[oldest].name)) {
        oldest = i;
      }
    }
    points[oldest].name = 0;
    points[oldest].curved = false;
    return points[oldest];
  }
}
