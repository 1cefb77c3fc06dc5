// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.Schedule;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * SGD with momentum under TASO and other schedules, and adaptive rules at a constant learning rate:
 * each at the learning rate with the best held-out accuracy, as in the paper, and the schedules at
 * one rate. A fifth of the training labels is random, so that the end of a schedule matters.
 */
final class TasoStudy implements Study {
  private static final Model MODEL = PerceptronModel.ofLayers(2);
  private static final int BATCH = 64;
  private static final int SEEDS = 5;
  private static final int EPOCHS = 40;
  private static final double NOISE = 0.2;
  private static final String TASO = "taso";
  private static final List<String> ADAPTIVE = List.of("adam", "rmsprop", "adagrad");
  private static final double[] SGD_RATES = {0.01, 0.03, 0.1, 0.3};
  private static final double[] ADAPTIVE_RATES = {0.0003, 0.001, 0.003, 0.01, 0.03};
  private static final double COMMON_RATE = 0.1;

  @Override
  public String name() {
    return TASO;
  }

  @Override
  public String paper() {
    return "Macedo, Dreyer, Ludermir, Zanchettin 2021, Training Aware Sigmoidal Optimizer";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(EPOCHS, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    var seeds = new Seeds(setup, MODEL, BATCH, setup.seeds(SEEDS), NOISE);
    int epochs = setup.epochs(EPOCHS);
    Map<String, Runs> best = new LinkedHashMap<>();
    Map<String, Runs> common = new LinkedHashMap<>();
    methods(epochs)
        .forEach(
            (name, template) -> {
              double[] rates = ADAPTIVE.contains(name) ? ADAPTIVE_RATES : SGD_RATES;
              Search search = seeds.search(name, rates, rate -> method(template, rate), epochs);
              best.put(name, search.highestAccuracy());
              if (!ADAPTIVE.contains(name)) {
                common.put(name, search.at(COMMON_RATE));
              }
            });
    String noise = ", a fifth of the labels random";
    return new StudyResult(
        List.of(
            table("At the learning rate with the best held-out accuracy" + noise, best),
            table("At one learning rate" + noise, common)),
        claims(best, common),
        Map.of(TASO, Pictures.pair(schedules(seeds.training(0), epochs), losses(common))));
  }

  /** The steps of the step schedule are at one half and three quarters. */
  private static Map<String, String> methods(int epochs) {
    int half = Math.max(1, epochs / 2);
    int later = Math.max(half + 1, epochs * 3 / 4);
    String momentum = "sgd(momentum=0.9) + ";
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put(TASO, momentum + "taso(%s)");
    methods.put("htd", momentum + "htd(%s)");
    methods.put("cosine", momentum + "cosine(%s, 0)");
    methods.put("step", momentum + "multi-step(%s, 0.1, [" + half + ", " + later + "])");
    methods.put("constant", momentum + "constant(%s)");
    ADAPTIVE.forEach(name -> methods.put(name, name + " + constant(%s)"));
    return methods;
  }

  private static OptimMethod method(String template, double rate) {
    return OptimMethod.parse(Figures.text(template, rate));
  }

  private static StudyTable table(String title, Map<String, Runs> runs) {
    var table =
        new StudyTable(title, "method", "learning rate", "training loss", "held-out accuracy");
    runs.forEach((name, all) -> table.add(name, all.setting(), all.loss(), all.accuracy()));
    return table;
  }

  private static List<Claim> claims(Map<String, Runs> best, Map<String, Runs> common) {
    List<String> others = new ArrayList<>(best.keySet());
    others.remove(TASO);
    return List.of(
        every(
            "TASO's held-out accuracy is above Adam's, RMSProp's and Adagrad's, each at its best"
                + " learning rate",
            ADAPTIVE,
            higher(best)),
        every(
            "TASO's held-out accuracy is above HTD's and cosine's, each at its best learning rate",
            List.of("htd", "cosine"),
            higher(best)),
        every(
            "TASO's training loss is the lowest, each at its best learning rate",
            others,
            lower(best)),
        every(
            "At one learning rate TASO's accuracy is above a constant's",
            List.of("constant"),
            higher(common)),
        every(
            "At one learning rate TASO's accuracy is above HTD's, cosine's and that of steps",
            List.of("htd", "cosine", "step"),
            higher(common)),
        every(
            "At one learning rate TASO's training loss is below HTD's, cosine's and that of steps",
            List.of("htd", "cosine", "step"),
            lower(common)));
  }

  private static Claim every(String words, List<String> others, Function<String, Claim> claim) {
    return Claim.every(words, others.stream().map(claim).toList());
  }

  private static Function<String, Claim> higher(Map<String, Runs> runs) {
    return other ->
        Claim.higher(other, TASO, runs.get(TASO).accuracy(), other, runs.get(other).accuracy());
  }

  private static Function<String, Claim> lower(Map<String, Runs> runs) {
    return other -> Claim.lower(other, TASO, runs.get(TASO).loss(), other, runs.get(other).loss());
  }

  private static Panel schedules(StudyTraining training, int epochs) {
    Plan plan = training.plan(epochs);
    List<Series> lines = new ArrayList<>();
    methods(epochs)
        .forEach(
            (name, template) -> {
              if (method(template, 1).stepSize() instanceof Schedule schedule
                  && !ADAPTIVE.contains(name)) {
                lines.add(line(name, schedule, plan));
              }
            });
    return new Panel("", "epoch", "share of the learning rate", Panel.Scale.LINEAR, lines);
  }

  private static Series line(String name, Schedule schedule, Plan plan) {
    Course course = new Course();
    for (long step = 0; step < plan.steps(); step += Math.max(1, plan.stepsPerEpoch() / 2)) {
      course.add((double) step / plan.stepsPerEpoch(), plan.value(schedule, step));
    }
    return course.line(name);
  }

  private static Panel losses(Map<String, Runs> runs) {
    List<Series> lines =
        runs.values().stream()
            .map(all -> all.course().from(all.epochs() / 3.0).line(all.name()))
            .toList();
    return new Panel(
        "", "epoch, learning rate " + COMMON_RATE, "training loss", Panel.Scale.AUTO, lines);
  }
}
