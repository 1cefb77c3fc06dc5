// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import sparkoptim.core.Bounds;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.Objective;
import sparkoptim.core.PlainText;
import sparkoptim.core.Prox;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.reduce.FixedTree;
import sparkoptim.core.sharded.Collective.Whole;

/**
 * The mean {@code 1/W sum_i w_i f_i(x) + 1/2 sum_j q_j x_j^2 + sum_j l_j |x_j|} over the rows of
 * all shards. A mini-batch B contributes {@code n / (W |B|) sum_B w_i f_i}, which is unbiased; the
 * penalty is added after the sum and outside any variance correction. The last part counts in
 * losses; it has no gradient but a proximal step.
 */
public final class ShardedObjective implements StochasticObjective {
  private final ShardedProblem problem;
  private final Collective collective;
  private final long batchSize;
  private final long stepsPerEpoch;
  private final Space space;
  private final double[] penalty;
  private final Prox prox;
  private final Collective.PartValue penaltyValue;
  private final Set<Capability> offers;
  private final ShardedMargins margins;
  private final SparseBatches sparse;
  private final BatchWeights weights;
  private final double[] sums;
  private final double[] drift;
  private final ShardRequest request = new ShardRequest();
  private final Rows full;
  private final Rows epochOfBatches;
  private final Rows batch;
  private long memories;
  private long gathered;
  private double[] gatheredSnapshot;

  /**
   * Creates the objective of a problem's shards.
   *
   * @param batchSize rows of a mini-batch; 0 for all rows
   * @throws IllegalArgumentException if mini-batches are sparse and ranks hold parts of vectors
   */
  public ShardedObjective(ShardedProblem problem, Collective collective, long batchSize) {
    if (batchSize < 0) {
      throw new IllegalArgumentException("batchSize must be >= 0 (0: all), was " + batchSize);
    }
    this.problem = problem;
    this.collective = collective;
    this.batchSize = batchSize == 0 ? problem.rows() : Math.min(batchSize, problem.rows());
    stepsPerEpoch = stepsPerEpoch(problem.rows(), this.batchSize);
    space = collective.space();
    penalty = held(problem.penalty());
    double[] l1Weights = held(problem.l1Penalty());
    prox = prox(l1Weights, problem.bounds());
    penaltyValue =
        penalty == null && l1Weights == null
            ? (point, from, to) -> 0
            : (point, from, to) -> FixedTree.penalty(penalty, l1Weights, point, from, to);
    Set<Capability> possible = EnumSet.noneOf(Capability.class);
    possible.addAll(problem.offers());
    if (!collective.sharesMemory()) {
      possible.remove(Capability.ROW_TABLE);
    }
    if (problem.margins() == null) {
      possible.remove(Capability.MARGINS);
    }
    offers = Set.copyOf(possible);
    margins =
        possible.contains(Capability.MARGINS)
            ? new ShardedMargins(problem, collective, penalty, l1Weights, penaltyValue)
            : null;
    sparse = sparse(problem, batchSize) ? new SparseBatches(collective) : null;
    if (sparse != null && !collective.sumsSparsely()) {
      throw new IllegalArgumentException(
          "mini-batches of sparse rows need ranks that hold whole vectors, not parts");
    }
    weights =
        problem.dividesByOwnWeights() && stepsPerEpoch > 1
            ? new BatchWeights(problem, collective, this.batchSize)
            : null;
    sums = new double[space.size() + 1];
    drift = new double[space.size()];
    full = new Rows();
    full.to = ShardRequest.ALL_ROWS;
    epochOfBatches = new Rows();
    epochOfBatches.to = ShardRequest.ALL_ROWS;
    epochOfBatches.batchSize = stepsPerEpoch > 1 ? this.batchSize : 0;
    batch = new Rows();
  }

  /** Returns whether mini-batches are summed along the coordinates that they touch, of all few. */
  public static boolean sparse(ShardedProblem problem, long batchSize) {
    return SparseBatches.suit(problem, batchSize);
  }

  private Prox prox(double[] l1Weights, Bounds bounds) {
    Prox l1 = l1Weights == null ? Prox.NONE : new WeightedL1(l1Weights);
    int from = space.offset();
    return bounds == null ? l1 : new BoundedProx(l1, bounds.part(from, from + space.size()));
  }

  private double[] held(double[] whole) {
    int from = space.offset();
    return whole == null ? null : Arrays.copyOfRange(whole, from, from + space.size());
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public Set<Capability> offers() {
    return offers;
  }

  @Override
  public Prox prox() {
    return prox;
  }

  @Override
  public boolean sparse() {
    return sparse != null;
  }

  @Override
  public double[] penalty() {
    return penalty;
  }

  @Override
  public MarginOracle margins() {
    return margins;
  }

  @Override
  public LossRange lossRange() {
    return problem.lossRange();
  }

  @Override
  public double typicalCurvature(double loss) {
    return problem.typicalCurvature(loss);
  }

  @Override
  public boolean[] decays() {
    boolean[] whole = problem.decays();
    int from = space.offset();
    return whole == null ? null : Arrays.copyOfRange(whole, from, from + space.size());
  }

  @Override
  public int[] layerStarts() {
    return problem.layerStarts();
  }

  @Override
  public long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /**
   * Returns the number of mini-batches in an epoch over the given number of rows; the last may be
   * smaller.
   */
  public static long stepsPerEpoch(long rows, long batchSize) {
    return batchSize == 0 ? 1 : (rows + batchSize - 1) / batchSize;
  }

  @Override
  public double localEpochSteps() {
    return (double) problem.rows() / problem.shards();
  }

  @Override
  public Objective full() {
    return full;
  }

  /** Step k takes the positions k B to (k + 1) B of its epoch's order, the last batch fewer. */
  @Override
  public Objective batch(long step) {
    batch.epoch = step / stepsPerEpoch;
    if (stepsPerEpoch > 1) {
      batch.from = step % stepsPerEpoch * batchSize;
      batch.to = Math.min(problem.rows(), batch.from + batchSize);
    } else {
      batch.to = ShardRequest.ALL_ROWS;
    }
    return batch;
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    if (snapshot.memory != Snapshot.FLEETING) {
      snapshot.memory = ++memories;
    }
    Rows rows = full;
    if (offers.contains(Capability.BATCH_DEPENDENT)) {
      rows = epochOfBatches;
      rows.epoch = Math.max(0, snapshot.step) / stepsPerEpoch;
    }
    double penalties = rows.ask(ShardRequest.Kind.FULL_GRADIENT, snapshot.point, snapshot, 0);
    snapshot.lossError = problem.lossError();
    snapshot.loss = rows.finish(snapshot.point, null, 0, snapshot.gradient, penalties);
  }

  @Override
  public int tableSize() {
    if (!offers.contains(Capability.ROW_TABLE)) {
      return StochasticObjective.super.tableSize();
    }
    long size = problem.rows() * problem.slopesPerRow();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%d rows x %d slopes are more than a table holds",
              problem.rows(), problem.slopesPerRow()));
    }
    return (int) size;
  }

  private double penaltyAt(int i, double[] point) {
    return penalty == null ? 0 : penalty[i] * point[i];
  }

  /** All rows, in storage order or as an epoch's mini-batches, or one of these mini-batches. */
  private final class Rows implements Objective {
    private long epoch;
    private long batchSize;
    private long from;
    private long to;

    @Override
    public long rows() {
      return to == ShardRequest.ALL_ROWS ? problem.rows() : to - from;
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      return evaluate(point, null, 0, gradient);
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      if (to != ShardRequest.ALL_ROWS && sparse != null) {
        return evaluateTouched(point, snapshot, coefficient, gradient);
      }
      double penalties = ask(ShardRequest.Kind.EVALUATE, point, snapshot, coefficient);
      gradient.count = Gradient.ALL;
      return finish(point, snapshot, coefficient, gradient.values, penalties);
    }

    /** The dense part of the gradient is added by the point where it lags, else here. */
    private double evaluateTouched(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      if (gradient.lazyPoint != null) {
        gradient.lazyPoint.followDrift(snapshot, coefficient);
      }
      prepare(ShardRequest.Kind.EVALUATE, point, snapshot, coefficient);
      double loss = sparse.evaluate(request, scale(), gradient);
      if (gradient.lazyPoint != null) {
        return loss + gradient.lazyPoint.penaltyValue();
      }
      if (penalty != null || snapshot != null) {
        gradient.count = Gradient.ALL;
        addDense(point, snapshot, coefficient, gradient.values);
      }
      return loss + penaltyValue.of(point, 0, point.length);
    }

    @Override
    public double localEpoch(double[] point, Snapshot snapshot, double coefficient, double eta) {
      request.eta = eta;
      request.drift = null;
      if (snapshot != null) {
        for (int i = 0; i < drift.length; i++) {
          drift[i] = coefficient * (snapshot.gradient[i] - penaltyAt(i, snapshot.point));
        }
        request.drift = collective.allGather(Whole.DRIFT, drift);
      }
      double penalties = ask(ShardRequest.Kind.LOCAL_EPOCH, point, snapshot, coefficient);
      for (int i = 0; i < point.length; i++) {
        point[i] = sums[i] / problem.shards();
      }
      return snapshot == null ? sums[point.length] / problem.weight() + penalties : snapshot.loss;
    }

    @Override
    public double updateTable(double[] point, double[] table, Gradient difference) {
      if (!offers.contains(Capability.ROW_TABLE)) {
        return Objective.super.updateTable(point, table, difference);
      }
      request.table = table;
      double penalties = ask(ShardRequest.Kind.UPDATE_TABLE, point, null, 0);
      request.table = null;
      difference.count = Gradient.ALL;
      return scaleSums(difference.values) + penalties;
    }

    @Override
    public void addPenalty(double[] point, double[] gradient) {
      if (penalty != null) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += penalty[i] * point[i];
        }
      }
    }

    /** Fills the sums; returns the value of all penalties at the point. */
    private double ask(
        ShardRequest.Kind kind, double[] point, Snapshot snapshot, double coefficient) {
      prepare(kind, point, snapshot, coefficient);
      return collective.allReduce(request, point, sums, penaltyValue);
    }

    /** The factors of these mini-batches; null where they are 1. */
    private double[] factors(double[] point) {
      if (weights == null || (to == ShardRequest.ALL_ROWS && batchSize == 0)) {
        return null;
      }
      double[] ofEpoch = weights.factors(epoch, point);
      int step = (int) (from / ShardedObjective.this.batchSize);
      return batchSize > 0 ? ofEpoch : new double[] {ofEpoch[step]};
    }

    private void prepare(
        ShardRequest.Kind kind, double[] point, Snapshot snapshot, double coefficient) {
      request.factors = factors(point);
      request.kind = kind;
      request.snapshot = snapshot == null ? null : wholeSnapshot(snapshot);
      request.point =
          kind == ShardRequest.Kind.FULL_GRADIENT
              ? request.snapshot
              : collective.allGather(Whole.POINT, point);
      request.memory = snapshot == null ? Snapshot.NONE : snapshot.memory;
      request.coefficient = coefficient;
      request.epoch = epoch;
      request.from = from;
      request.to = to;
      request.batchSize = batchSize;
    }

    /** Gathered once for as long as it is remembered. */
    private double[] wholeSnapshot(Snapshot snapshot) {
      if (snapshot.memory == Snapshot.NONE) {
        snapshot.memory = ++memories;
      }
      if (snapshot.memory == Snapshot.FLEETING || snapshot.memory != gathered) {
        gatheredSnapshot = collective.allGather(Whole.SNAPSHOT, snapshot.point);
        gathered = snapshot.memory;
      }
      return gatheredSnapshot;
    }

    /** Turns sums into means, corrected by the snapshot's gradient where there is one. */
    private double finish(
        double[] point,
        Snapshot snapshot,
        double coefficient,
        double[] gradient,
        double penalties) {
      double loss = scaleSums(gradient);
      addDense(point, snapshot, coefficient, gradient);
      return loss + penalties;
    }

    /** Adds the correction by the snapshot's gradient, and the gradient of the L2 penalty. */
    private void addDense(
        double[] point, Snapshot snapshot, double coefficient, double[] gradient) {
      if (snapshot != null) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += coefficient * (snapshot.gradient[i] - penaltyAt(i, snapshot.point));
        }
      }
      addPenalty(point, gradient);
    }

    /** Turns the sums into the mean gradient of these rows; returns their mean loss. */
    private double scaleSums(double[] gradient) {
      double scale = scale();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = scale * sums[i];
      }
      return scale * sums[gradient.length];
    }

    private double scale() {
      return problem.rows() / (problem.weight() * rows());
    }
  }
}
