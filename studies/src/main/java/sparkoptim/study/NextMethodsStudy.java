// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.core.OptimMethod;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/**
 * The methods after the five papers beside AdamW and SGD with momentum: all take as many gradients,
 * each at the step size that seeds of its own choose.
 */
final class NextMethodsStudy implements Study {
  private static final List<Model> MODELS =
      List.of(PerceptronModel.ofLayers(2), PerceptronModel.ofLayers(4));
  private static final int BATCH = 64;
  private static final int SEEDS = 8;
  private static final int PASSES = 40;
  private static final String ADAMW = "adamw";
  private static final double[] ADAM_RATES = {0.003, 0.01, 0.03, 0.1};
  private static final double[] SGD_RATES = {0.1, 0.3, 1, 3};
  private static final double[] FACTORS = {0.1, 0.25, 0.5, 1, 2};
  private static final double[] POLYAK = {0.1, 0.2, 0.5, 1, 2};

  /**
   * A method but for one number.
   *
   * @param text with %s for the number
   */
  private record Arm(String name, String text, double[] settings) {
    OptimMethod method(double setting) {
      return OptimMethod.parse(Figures.text(text, setting));
    }
  }

  private static final List<Arm> ARMS =
      List.of(
          new Arm(
              "sgd, momentum",
              "sgd(momentum=0.9) + cosine(%s, 0)",
              new double[] {0.03, 0.1, 0.3, 1}),
          new Arm(ADAMW, "adamw + cosine(%s, 0)", ADAM_RATES),
          new Arm("mars, exact", "mars + adamw(0.95, 0.99) + cosine(%s, 0)", ADAM_RATES),
          new Arm(
              "mars, approximate",
              "mars(exact=false) + adamw(0.95, 0.99) + cosine(%s, 0)",
              ADAM_RATES),
          new Arm("gpa", "gpa(averaging=0.05) + cosine(%s, 0)", ADAM_RATES),
          new Arm("prodigy", "prodigy + cosine(%s, 0)", FACTORS),
          new Arm("sgd", "sgd + cosine(%s, 0)", SGD_RATES),
          new Arm("sps", "sgd + sps(c=%s)", POLYAK));

  @Override
  public String name() {
    return "next-methods";
  }

  @Override
  public String paper() {
    return "MARS, generalized primal averaging, Prodigy and stochastic Polyak steps beside AdamW";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(PASSES, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    List<StudyTable> tables = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (Model model : MODELS) {
      var seeds = new Seeds(setup, model, BATCH, setup.seeds(SEEDS), 0);
      Map<String, Runs> best = new LinkedHashMap<>();
      ARMS.forEach(arm -> best.put(arm.name(), best(arm, seeds, setup.epochs(PASSES))));
      tables.add(table(model, best));
      claims.addAll(claims(model, best));
      panels.add(panel(model, best));
    }
    Map<String, Picture> pictures =
        Map.of("next-methods-loss", Pictures.pair(panels.get(0), panels.get(1)));
    return new StudyResult(tables, claims, pictures);
  }

  /** Epochs are fewer where a step costs more gradients. */
  private static Runs best(Arm arm, Seeds seeds, int passes) {
    double perEpoch = seeds.training(0).passesPerEpoch(arm.method(arm.settings()[0]));
    int epochs = (int) Math.max(1, Math.round(passes / perEpoch));
    return seeds.chosen(arm.name(), arm.settings(), arm::method, epochs);
  }

  private static StudyTable table(Model model, Map<String, Runs> best) {
    var table =
        new StudyTable(
            model.name() + ": each at its best setting",
            "method",
            "step size, factor or c",
            "gradients of every row",
            "training loss",
            "held-out accuracy");
    best.forEach(
        (name, runs) ->
            table.add(name, runs.setting(), runs.passes(), runs.loss(), runs.accuracy()));
    return table;
  }

  private static List<Claim> claims(Model model, Map<String, Runs> best) {
    List<Claim> claims = new ArrayList<>();
    for (String name : List.of("mars, exact", "mars, approximate", "gpa", "prodigy")) {
      claims.add(below(model, name, best.get(name), ADAMW, best.get(ADAMW)));
      claims.add(
          Claim.higher(
              Figures.text("%s: %s's held-out accuracy is above AdamW's", model.name(), name),
              name,
              best.get(name).accuracy(),
              ADAMW,
              best.get(ADAMW).accuracy()));
    }
    claims.add(below(model, "sps", best.get("sps"), "sgd", best.get("sgd")));
    return claims;
  }

  private static Claim below(Model model, String name, Runs runs, String other, Runs others) {
    return Claim.lower(
        Figures.text("%s: %s's training loss is below %s's", model.name(), name, other),
        name,
        runs.loss(),
        other,
        others.loss());
  }

  private static Panel panel(Model model, Map<String, Runs> best) {
    List<Series> lines =
        best.values().stream().map(runs -> runs.courseOverPasses().line(runs.label())).toList();
    return new Panel(
        "", "gradients of every row, " + model.name(), "training loss", Panel.Scale.AUTO, lines);
  }
}
