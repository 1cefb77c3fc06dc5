// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.trajectory.AverageWeights;
import sparkoptim.core.trajectory.EquivalentSchedule;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * SGD at a constant rate, served through averages; and SGD, served as it is, along the schedules
 * that are equivalent to them at one curvature.
 */
final class AverageRuns {
  private static final String LAST = "last iterate";
  private static final String NEAR = "two points, 10 steps apart";
  private static final String FAR = "two points, 10 epochs apart";
  private static final String SWA = "swa, last 10 epochs";
  private static final String EMA = "ema, 2 % a step";
  private static final String HALVED = "half the rate, last 10 epochs";
  private static final double MU = 0.02;
  private static final int GAP = 10;
  private static final int SHOWN_STEPS = 4;
  private static final int WINDOW_EPOCHS = 10;

  private final Seeds seeds;
  private final double rate;
  private final int epochs;
  private final int steps;
  private final int window;
  private final Map<String, Runs> runs = new LinkedHashMap<>();
  private final Map<String, double[]> schedules = new LinkedHashMap<>();

  /** Runs the averages. */
  AverageRuns(Seeds seeds, double rate, int epochs) {
    this.seeds = seeds;
    this.rate = rate;
    this.epochs = epochs;
    long perEpoch = seeds.training(0).stepsPerEpoch();
    steps = (int) (epochs * perEpoch);
    window = (int) Math.min(steps / 2, WINDOW_EPOCHS * perEpoch);
    run(LAST, "none");
    run(NEAR, "two-point(" + GAP + ")");
    run(FAR, "two-point(" + window + ")");
    run(SWA, "swa(" + (1 - (double) window / steps) + ", 1)");
    run(EMA, "ema(" + (1 - MU) + ", false)");
    String halved = Figures.text("sgd + multi-step(%s, 0.5, [%d], step)", rate, steps - window);
    runs.put(HALVED, seeds.run(HALVED, OptimMethod.parse(halved), epochs));
  }

  private void run(String name, String average) {
    String method = Figures.text("sgd + constant(%s) + %s", rate, average);
    runs.put(name, seeds.run(name, OptimMethod.parse(method), epochs));
  }

  /**
   * Runs the equivalent schedules too.
   *
   * @param curvature at which they are equivalent
   */
  void addSchedules(double curvature) {
    schedules.put(FAR, AverageWeights.twoPoint(window, steps));
    schedules.put(SWA, AverageWeights.swa(window, steps));
    schedules.put(EMA, AverageWeights.ema(MU, steps));
    double share = Math.min(1, rate * curvature);
    double[] shares = new double[steps];
    Arrays.fill(shares, share);
    schedules.replaceAll((name, weights) -> rates(EquivalentSchedule.of(weights, shares), share));
    schedules.forEach(
        (name, rates) -> {
          OptimMethod method =
              new MethodParts(null, null, new ListedSchedule(rates), null).toMethod();
          runs.put(schedule(name), seeds.run(schedule(name), method, epochs));
        });
  }

  private double[] rates(double[] shares, double full) {
    return Arrays.stream(shares).map(share -> rate * share / full).toArray();
  }

  private static String schedule(String name) {
    return "schedule of: " + name;
  }

  StudyTable table(String title) {
    var table = new StudyTable(title, "served", "training loss", "held-out accuracy");
    runs.forEach((name, all) -> table.add(name, all.loss(), all.accuracy()));
    return table;
  }

  List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    claims.add(
        Claim.every(
            "Averages lower the training loss where noise dominates",
            List.of(below(NEAR, LAST), below(FAR, LAST), below(SWA, LAST), below(EMA, LAST))));
    claims.add(
        alike(
            "The average of two points is almost identical to half the learning rate",
            FAR,
            HALVED));
    for (String name : List.of(FAR, SWA, EMA)) {
      claims.add(
          alike(
              "On softmax (many curvatures) the equivalent schedule's last iterate does what the"
                  + " average does: "
                  + name,
              schedule(name),
              name));
    }
    return claims;
  }

  private Claim below(String low, String high) {
    return Claim.lower(low + " against " + high, low, loss(low), high, loss(high));
  }

  private Sample loss(String name) {
    return runs.get(name).loss();
  }

  private Claim alike(String words, String ours, String theirs) {
    return Claim.alike(words, ours, loss(ours), theirs, loss(theirs), loss(LAST));
  }

  /** Tests the claim where a network interpolates. */
  Claim claimNothing() {
    return Claim.every(
        "Averages lower the training loss of a network that interpolates",
        List.of(below(FAR, LAST), below(SWA, LAST), below(EMA, LAST)));
  }

  /** Returns the first epoch shown: as long before the averages begin as they run. */
  private double shownFrom() {
    return epochs * (1 - 2.0 * window / steps);
  }

  Panel losses() {
    List<Series> lines = new ArrayList<>();
    for (String name : List.of(LAST, FAR, SWA, EMA, HALVED)) {
      lines.add(runs.get(name).course().from(shownFrom()).line(name));
    }
    return new Panel("", "epoch", "training loss", Panel.Scale.AUTO, lines);
  }

  Panel schedules() {
    List<Series> lines = new ArrayList<>();
    schedules.forEach(
        (name, rates) -> {
          Course course = new Course();
          for (int step = 0; step < rates.length; step += SHOWN_STEPS) {
            course.add((double) step * epochs / steps, rates[step]);
          }
          lines.add(course.from(shownFrom()).line(name));
        });
    return new Panel("", "epoch", "equivalent learning rate", Panel.Scale.LINEAR, lines);
  }
}
