// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * The areas under the ROC curve (ties count half) and under the curve of precision over recall (as
 * steps: the average precision), from cells with falling scores.
 */
final class Ranking {
  private static final double SPACING = 0.01;

  private final double[] positives;
  private final double[] negatives;
  private final double[] tiedPositives;
  private final double[] tiedNegatives;
  private final double[] pairs;
  private final double[] precisions;
  private final List<double[]> steps = new ArrayList<>();
  private long score = Long.MIN_VALUE;

  Ranking(int replicates) {
    positives = new double[replicates + 1];
    negatives = new double[replicates + 1];
    tiedPositives = new double[replicates + 1];
    tiedNegatives = new double[replicates + 1];
    pairs = new double[replicates + 1];
    precisions = new double[replicates + 1];
  }

  void add(long cellScore, boolean positive, double[] weights) {
    if (cellScore != score) {
      endTies();
      score = cellScore;
    }
    double[] tied = positive ? tiedPositives : tiedNegatives;
    for (int r = 0; r < tied.length; r++) {
      tied[r] += weights[r];
    }
  }

  private void endTies() {
    for (int r = 0; r < pairs.length; r++) {
      pairs[r] += tiedNegatives[r] * (positives[r] + tiedPositives[r] / 2);
      positives[r] += tiedPositives[r];
      negatives[r] += tiedNegatives[r];
      if (tiedPositives[r] > 0) {
        precisions[r] += tiedPositives[r] * (positives[r] / (positives[r] + negatives[r]));
      }
      tiedPositives[r] = 0;
      tiedNegatives[r] = 0;
    }
    if (positives[0] + negatives[0] > 0) {
      steps.add(new double[] {negatives[0], positives[0]});
    }
  }

  /** Returns the area under the ROC curve, NaN without rows of both classes. */
  double[] auc() {
    endTies();
    double[] areas = new double[pairs.length];
    for (int r = 0; r < areas.length; r++) {
      areas[r] = pairs[r] / (positives[r] * negatives[r]);
    }
    return areas;
  }

  /** Returns the average precision, NaN without rows of class 1. */
  double[] averagePrecision() {
    endTies();
    double[] areas = new double[pairs.length];
    for (int r = 0; r < areas.length; r++) {
      areas[r] = precisions[r] / positives[r];
    }
    return areas;
  }

  /** Returns points of the curves, some two hundred at most. */
  List<RankingPoint> points() {
    endTies();
    var points = new ArrayList<RankingPoint>();
    double last = 0;
    for (int i = 0; i < steps.size(); i++) {
      double[] step = steps.get(i);
      double falseRate = step[0] / negatives[0];
      double trueRate = step[1] / positives[0];
      if (i == 0 || i == steps.size() - 1 || falseRate + trueRate >= last + SPACING) {
        last = falseRate + trueRate;
        points.add(new RankingPoint(falseRate, trueRate, step[1] / (step[0] + step[1])));
      }
    }
    return points;
  }
}
