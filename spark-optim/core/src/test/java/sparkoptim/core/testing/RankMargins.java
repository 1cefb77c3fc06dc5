// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.MarginModel;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.MarginPoint;
import sparkoptim.core.testing.LockstepBarrier.Call;

/** What one rank sees of sums over margins; nothing is remembered from one call to the next. */
final class RankMargins implements MarginOracle {
  private final Gathered gathered;
  private final RankSpace space;
  private final MarginOracle whole;

  RankMargins(Gathered gathered, RankSpace space, MarginOracle whole) {
    this.gathered = gathered;
    this.space = space;
    this.whole = whole;
  }

  @Override
  public MarginModel model() {
    return whole.model();
  }

  @Override
  public double[] penalty() {
    return part(whole.penalty());
  }

  @Override
  public double[] l1Penalty() {
    return part(whole.l1Penalty());
  }

  private double[] part(double[] all) {
    return all == null ? null : Ranks.part(space, all);
  }

  @Override
  public double[] gather(double[] part) {
    space.allGather(part, gathered.point);
    space.meet(Call.of("gather"), () -> gathered.results[0] = 0);
    double[] all = gathered.point.clone();
    space.meet(Call.of("gathered"), () -> gathered.results[0] = 0);
    return all;
  }

  private MarginPoint whole(MarginPoint part) {
    if (part == null) {
      return null;
    }
    MarginPoint all = new MarginPoint(gathered.dimension);
    System.arraycopy(gather(part.point), 0, all.point, 0, all.point.length);
    return all;
  }

  @Override
  public double evaluate(
      MarginPoint at, MarginPoint keep, MarginPoint since, double[] gradient, double[] curvature) {
    MarginPoint point = whole(at);
    MarginPoint before = whole(since);
    double[] means = new double[curvature.length];
    space.meet(
        Call.of("evaluate"),
        () -> {
          gathered.loss = whole.evaluate(point, point, before, gathered.gradient.values, means);
          System.arraycopy(means, 0, gathered.results, 0, means.length);
        });
    space.scatter(gathered.gradient.values, gradient);
    System.arraycopy(gathered.results, 0, curvature, 0, curvature.length);
    return gathered.loss;
  }

  @Override
  public void along(MarginPoint from, MarginPoint to, double[] t, double[] sums) {
    MarginPoint first = whole(from);
    MarginPoint last = whole(to);
    double[] all = new double[sums.length];
    space.meet(
        Call.of("along", Arrays.toString(t)),
        () -> {
          whole.along(first, last, t, all);
          System.arraycopy(all, 0, gathered.results, 0, all.length);
        });
    System.arraycopy(gathered.results, 0, sums, 0, sums.length);
  }

  @Override
  public long hessian(MarginPoint at, CurvatureSample sample, double[] packed) {
    MarginPoint point = whole(at);
    space.meet(
        Call.of("hessian", sample.rows(), sample.number(), packed.length),
        () -> {
          gathered.packed = new double[packed.length];
          gathered.results[0] = whole.hessian(point, sample, gathered.packed);
        });
    System.arraycopy(gathered.packed, 0, packed, 0, packed.length);
    return (long) gathered.results[0];
  }
}
