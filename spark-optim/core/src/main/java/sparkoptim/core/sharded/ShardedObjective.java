package sparkoptim.core.sharded;

import java.util.Set;
import sparkoptim.core.Anchor;
import sparkoptim.core.Gradient;
import sparkoptim.core.Objective;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.Trait;
import sparkoptim.core.WholeSpace;
import sparkoptim.core.reduce.FixedTree;

/**
 * The mean {@code 1/W sum_i w_i f_i(x) + 1/2 sum_j q_j x_j^2} over the rows of all shards. A
 * mini-batch B stands for {@code n / (W |B|) sum_B w_i f_i}, which is unbiased; the penalty is
 * added after the sum and outside any variance correction.
 */
public final class ShardedObjective implements StochasticObjective {
  private final ShardedProblem problem;
  private final Collective collective;
  private final long batchSize;
  private final Space space;
  private final double[] penalty;
  private final double[] sums;
  private final double[] drift;
  private final ShardRequest request = new ShardRequest();
  private final Rows full;
  private final Rows batch;
  private long memories;

  /**
   * Over a problem's shards.
   *
   * @param batchSize rows of a mini-batch; 0 for all rows
   */
  public ShardedObjective(ShardedProblem problem, Collective collective, long batchSize) {
    if (batchSize < 0) {
      throw new IllegalArgumentException("batchSize must be >= 0 (0: all), was " + batchSize);
    }
    this.problem = problem;
    this.collective = collective;
    this.batchSize = batchSize == 0 ? problem.rows() : Math.min(batchSize, problem.rows());
    space = new WholeSpace(problem.dimension());
    penalty = problem.penalty();
    sums = new double[problem.dimension() + 1];
    drift = new double[problem.dimension()];
    full = new Rows();
    full.to = -1;
    batch = new Rows();
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public Set<Trait> offers() {
    return problem.offers();
  }

  @Override
  public long stepsPerEpoch() {
    return stepsPerEpoch(problem.rows(), batchSize);
  }

  /** Mini-batches in an epoch of so many rows; the last may be smaller. */
  public static long stepsPerEpoch(long rows, long batchSize) {
    return batchSize == 0 ? 1 : (rows + batchSize - 1) / batchSize;
  }

  @Override
  public double passSteps() {
    return (double) problem.rows() / problem.shards();
  }

  @Override
  public Objective full() {
    return full;
  }

  /** Step k takes the positions k B to (k + 1) B of its epoch's order, the last batch fewer. */
  @Override
  public Objective batch(long step) {
    long perEpoch = stepsPerEpoch();
    batch.epoch = step / perEpoch;
    if (perEpoch > 1) {
      batch.from = step % perEpoch * batchSize;
      batch.to = Math.min(problem.rows(), batch.from + batchSize);
    } else {
      batch.to = -1;
    }
    return batch;
  }

  @Override
  public void renew(Anchor anchor) {
    anchor.memory = ++memories;
    full.ask(ShardRequest.Kind.RENEW, anchor.point, anchor, 0);
    anchor.loss = full.finish(anchor.point, null, 0, anchor.gradient);
  }

  /** Adds the penalty's gradient; returns its value. */
  private double penalize(double[] point, double[] gradient) {
    if (penalty == null) {
      return 0;
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += penalty[i] * point[i];
    }
    return FixedTree.weightedSquare(penalty, point) / 2;
  }

  private double penaltyAt(int i, double[] point) {
    return penalty == null ? 0 : penalty[i] * point[i];
  }

  /** All rows, or a range of positions of an epoch. */
  private final class Rows implements Objective {
    private long epoch;
    private long from;
    private long to;

    @Override
    public long rows() {
      return to < 0 ? problem.rows() : to - from;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      ask(ShardRequest.Kind.EVALUATE, point, null, 0);
      return finish(point, null, 0, gradient.values);
    }

    @Override
    public double evaluate(double[] point, Anchor anchor, double coefficient, Gradient gradient) {
      ask(ShardRequest.Kind.EVALUATE, point, anchor, coefficient);
      return finish(point, anchor, coefficient, gradient.values);
    }

    @Override
    public double pass(double[] point, Anchor anchor, double coefficient, double eta) {
      request.eta = eta;
      request.drift = null;
      if (anchor != null) {
        for (int i = 0; i < drift.length; i++) {
          drift[i] = coefficient * (anchor.gradient[i] - penaltyAt(i, anchor.point));
        }
        request.drift = drift;
      }
      double start = penalty == null ? 0 : FixedTree.weightedSquare(penalty, point) / 2;
      ask(ShardRequest.Kind.PASS, point, anchor, coefficient);
      for (int i = 0; i < point.length; i++) {
        point[i] = sums[i] / problem.shards();
      }
      return anchor == null ? sums[point.length] / problem.weight() + start : anchor.loss;
    }

    private void ask(ShardRequest.Kind kind, double[] point, Anchor anchor, double coefficient) {
      request.kind = kind;
      request.point = point;
      request.anchor = anchor == null ? null : anchor.point;
      if (anchor != null && anchor.memory == 0) {
        anchor.memory = ++memories;
      }
      request.memory = anchor == null ? 0 : anchor.memory;
      request.coefficient = coefficient;
      request.epoch = epoch;
      request.from = from;
      request.to = to;
      collective.sum(request, sums);
    }

    /** Turns sums into means, corrected by the anchor's gradient where there is one. */
    private double finish(double[] point, Anchor anchor, double coefficient, double[] gradient) {
      double scale = problem.rows() / (problem.weight() * rows());
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = scale * sums[i];
      }
      if (anchor != null) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += coefficient * (anchor.gradient[i] - penaltyAt(i, anchor.point));
        }
      }
      double loss = scale * sums[gradient.length];
      return loss + penalize(point, gradient);
    }
  }
}
