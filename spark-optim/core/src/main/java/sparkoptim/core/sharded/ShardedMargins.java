// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.sharded;

import sparkoptim.core.Bounds;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.sharded.Collective.Whole;

/** The sums over margins of a linear problem's shards. */
final class ShardedMargins implements MarginOracle {
  private final Collective collective;
  private final MarginModel model;
  private final double weight;
  private final long rows;
  private final double[] penalty;
  private final double[] l1Penalty;
  private final Bounds bounds;
  private final Collective.PartValue penaltyValue;
  private final ShardRequest request = new ShardRequest();
  private final double[] sums;
  private final double[] curvatureSums;
  private final double[] one = new double[1];
  private long memories;

  ShardedMargins(
      ShardedProblem problem,
      Collective collective,
      double[] penalty,
      double[] l1Penalty,
      Collective.PartValue penaltyValue) {
    this.collective = collective;
    this.penalty = penalty;
    this.l1Penalty = l1Penalty;
    this.penaltyValue = penaltyValue;
    model = problem.margins();
    bounds = problem.bounds();
    weight = problem.weight();
    rows = problem.rows();
    int extras = 2 * model.outputs();
    int held = collective.space().size();
    sums = new double[held + 1 + (whole() ? extras : 0)];
    curvatureSums = whole() ? null : new double[extras];
    request.to = ShardRequest.ALL_ROWS;
  }

  private boolean whole() {
    return collective.space().size() == collective.space().dimension();
  }

  @Override
  public MarginModel model() {
    return model;
  }

  @Override
  public double[] penalty() {
    return penalty;
  }

  @Override
  public double[] l1Penalty() {
    return l1Penalty;
  }

  @Override
  public Bounds bounds() {
    return bounds;
  }

  @Override
  public double[] gather(double[] part) {
    return collective.allGather(Whole.DRIFT, part);
  }

  @Override
  public double evaluate(
      MarginPoint at, MarginPoint keep, MarginPoint since, double[] gradient, double[] curvature) {
    at.memory = ++memories;
    ask(ShardRequest.Kind.MARGIN_GRADIENT, at, since);
    request.keep = keep.memory;
    int size = gradient.length;
    double penalties;
    if (whole()) {
      penalties = penaltyValue.of(at.point, 0, size);
      collective.allReduce(request, sums);
      scale(sums, size + 1, curvature);
    } else {
      penalties = collective.allReduce(request, at.point, sums, penaltyValue);
      request.kind = ShardRequest.Kind.CURVATURE;
      collective.allReduce(request, curvatureSums);
      scale(curvatureSums, 0, curvature);
    }
    double scale = 1 / weight;
    for (int i = 0; i < size; i++) {
      gradient[i] = scale * sums[i] + (penalty == null ? 0 : penalty[i] * at.point[i]);
    }
    return scale * sums[size] + penalties;
  }

  private void scale(double[] from, int at, double[] means) {
    for (int k = 0; k < means.length; k++) {
      means[k] = from[at + k] / weight;
    }
  }

  /** Points of which ranks hold parts are gathered; the request names those that are known. */
  private void ask(ShardRequest.Kind kind, MarginPoint at, MarginPoint other) {
    request.kind = kind;
    name(at);
    request.point = collective.allGather(Whole.POINT, at.point);
    request.memory = at.memory;
    request.keep = at.memory;
    request.snapshot = null;
    request.snapshotMemory = 0;
    if (other != null) {
      name(other);
      request.snapshot = collective.allGather(Whole.SNAPSHOT, other.point);
      request.snapshotMemory = other.memory;
    }
  }

  private void name(MarginPoint point) {
    if (point.memory == 0) {
      point.memory = ++memories;
    }
  }

  @Override
  public void along(MarginPoint from, MarginPoint to, double[] t, double[] result) {
    ask(ShardRequest.Kind.ALONG, from, to);
    request.along = t;
    collective.allReduce(request, result);
    for (int i = 0; i < result.length; i++) {
      result[i] /= weight;
    }
  }

  @Override
  public long hessian(MarginPoint at, CurvatureSample sample, double[] packed) {
    ask(ShardRequest.Kind.LEVERAGE, at, null);
    request.sample = sample;
    request.leverage = Double.NaN;
    if (sample.rows() < rows) {
      collective.allReduce(request, one);
      request.leverage = one[0];
    }
    request.kind = ShardRequest.Kind.HESSIAN;
    double[] answer = new double[packed.length + 1];
    collective.allReduce(request, answer);
    request.sample = null;
    System.arraycopy(answer, 0, packed, 0, packed.length);
    return (long) answer[packed.length];
  }
}
