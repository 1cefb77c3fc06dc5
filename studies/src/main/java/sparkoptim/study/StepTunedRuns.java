// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.OptimMethod;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * Searches over alpha for Step-Tuned, for SGD, and for Step-Tuned with gamma held at its upper
 * bound 2, which tells what the estimate of curvature adds to longer steps and a slower decay;
 * searches over a constant learning rate for Adam and RMSProp. All take as many gradients.
 */
final class StepTunedRuns {
  private static final double[] ALPHAS = {0.1, 0.2, 0.5, 1, 2, 4};
  private static final double LARGEST_COMPARED = 2;
  private static final double[] RATES = {0.001, 0.003, 0.01, 0.03};

  private final String model;
  private final int passes;
  private final Search tuned;
  private final Search held;
  private final Search sgd;
  private final Search adam;
  private final Search rmsprop;

  /**
   * Runs all.
   *
   * @param pairs epochs of Step-Tuned, which takes each batch's gradient twice
   */
  StepTunedRuns(String model, Seeds seeds, int pairs) {
    this.model = model;
    passes = 2 * pairs;
    tuned = seeds.search("step-tuned", ALPHAS, a -> decayed("step-tuned", a), pairs);
    held =
        seeds.search("gamma held at 2", ALPHAS, a -> decayed("step-tuned(min=2, max=2)", a), pairs);
    sgd = seeds.search("sgd", ALPHAS, a -> decayed("sgd", a), passes);
    adam = seeds.search("adam", RATES, rate -> constant("adam", rate), passes);
    rmsprop = seeds.search("rmsprop", RATES, rate -> constant("rmsprop", rate), passes);
  }

  static OptimMethod decayed(String rule, double alpha) {
    return OptimMethod.parse(Figures.text("%s + power(%s, 0.501)", rule, alpha));
  }

  private static OptimMethod constant(String rule, double rate) {
    return OptimMethod.parse(Figures.text("%s + constant(%s)", rule, rate));
  }

  StudyTable byAlpha() {
    var table =
        new StudyTable(
            Figures.text("%s: training loss after %d gradients of every row", model, passes),
            "alpha",
            "step-tuned",
            "gamma held at 2",
            "sgd");
    for (int i = 0; i < ALPHAS.length; i++) {
      table.add(ALPHAS[i], tuned.get(i).loss(), held.get(i).loss(), sgd.get(i).loss());
    }
    return table;
  }

  StudyTable atBest() {
    var table =
        new StudyTable(
            model + ": each at its best setting",
            "method",
            "alpha or rate",
            "training loss",
            "held-out accuracy");
    for (Search search : List.of(tuned, held, sgd, adam, rmsprop)) {
      Runs best = search.lowestLoss();
      table.add(best.name(), best.setting(), best.loss(), best.accuracy());
    }
    return table;
  }

  List<Claim> claims() {
    return List.of(
        everyAlpha(),
        lower(
            model + ": Step-Tuned's training loss is below SGD's, each at its best alpha",
            tuned,
            sgd),
        lower(
            model + ": the estimate of curvature lowers the loss further than gamma held at 2 does",
            tuned,
            held),
        Claim.every(
            model + ": Step-Tuned's training loss is below Adam's and RMSProp's, each at its best",
            List.of(lower("Adam", tuned, adam), lower("RMSProp", tuned, rmsprop))));
  }

  private Claim everyAlpha() {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < ALPHAS.length && ALPHAS[i] <= LARGEST_COMPARED; i++) {
      String alpha = "alpha " + ALPHAS[i];
      claims.add(Claim.lower(alpha, "step-tuned", tuned.get(i).loss(), "sgd", sgd.get(i).loss()));
    }
    return Claim.every(
        model
            + ": Step-Tuned's training loss is below SGD's with the same decay, for every alpha from"
            + " 0.1 to 2",
        claims);
  }

  private static Claim lower(String words, Search ours, Search others) {
    Runs low = ours.lowestLoss();
    Runs high = others.lowestLoss();
    return Claim.lower(words, low.label(), low.loss(), high.label(), high.loss());
  }

  Panel panel() {
    List<Series> lines = new ArrayList<>();
    for (Search search : List.of(tuned, held, sgd, adam, rmsprop)) {
      Runs best = search.lowestLoss();
      lines.add(best.courseOverPasses().line(best.label()));
    }
    return new Panel(
        "", "gradients of every row, " + model, "training loss", Panel.Scale.AUTO, lines);
  }
}
