// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.VarianceRatio;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/**
 * Alpha-SVRG in the authors' setting, as far as perceptrons go: 1, 2 and 4 hidden layers, batches
 * of 128, AdamW with a warm-up of a sixth of the run and a cosine. For images larger than the
 * digits.
 */
final class SvrgByDepth {
  private static final List<Model> MODELS =
      List.of(
          PerceptronModel.ofLayers(2), PerceptronModel.ofLayers(3), PerceptronModel.ofLayers(5));
  private static final Model DEEPEST = MODELS.get(2);
  private static final int BATCH = 128;

  private final Map<Model, SvrgRuns> runs = new LinkedHashMap<>();
  private final Map<Model, SnapshotCourse> courses = new LinkedHashMap<>();

  /** Runs all. */
  SvrgByDepth(StudySetup setup, int number, int epochs) {
    for (Model model : MODELS) {
      var seeds = new Seeds(setup, model, BATCH, number, 0);
      String base = AlphaSvrgStudy.adamw(epochs, seeds.training(0).stepsPerEpoch());
      OptimMethod plain = SvrgRuns.method("plain", base);
      courses.put(model, SnapshotCourse.of(seeds, plain, epochs));
      runs.put(model, new SvrgRuns(seeds, base, epochs));
    }
  }

  StudyResult result() {
    var losses =
        new StudyTable(
            "Training loss on AdamW, batch " + BATCH,
            "model, method",
            "epochs",
            "gradients of every row",
            "training loss");
    runs.forEach((model, all) -> all.addTo(losses, model.name()));
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put(
        "alpha-svrg-depth",
        Pictures.pair(
            panel("alpha*", SnapshotCourse::coefficient),
            panel("variance of SVRG / SGD", SnapshotCourse::ratio)));
    pictures.put(
        "alpha-svrg-depth-loss",
        Pictures.pair(
            runs.get(MODELS.get(0)).panel(MODELS.get(0)), runs.get(DEEPEST).panel(DEEPEST)));
    return new StudyResult(
        List.of(
            table("Best coefficient alpha* for all coordinates", SnapshotCourse::coefficients),
            table(
                "Mean over the coordinates of each one's best coefficient",
                SnapshotCourse::meanCoefficients),
            table("Variance of SVRG / SGD", SnapshotCourse::ratios),
            losses),
        claims(),
        pictures);
  }

  private StudyTable table(String title, BiFunction<SnapshotCourse, Integer, Sample> measure) {
    return SnapshotCourse.table(title, courses, measure);
  }

  private List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    List<Claim> deeper = new ArrayList<>();
    for (int i = 1; i < MODELS.size(); i++) {
      String deep = MODELS.get(i).name();
      String shallow = MODELS.get(i - 1).name();
      deeper.add(
          Claim.lower(
              deep + " below " + shallow,
              deep,
              courses.get(MODELS.get(i)).coefficients(0),
              shallow,
              courses.get(MODELS.get(i - 1)).coefficients(0)));
    }
    claims.add(
        Claim.every(
            "The deeper the model, the smaller the best coefficient after an epoch", deeper));
    SnapshotCourse course = courses.get(DEEPEST);
    int last = course.epochs() - 1;
    claims.add(
        Claim.lower(
            "The best coefficient falls during training (" + DEEPEST.name() + ")",
            "after epoch " + (last + 1),
            course.coefficients(last),
            "after epoch 1",
            course.coefficients(0)));
    claims.add(
        Claim.of(
            DEEPEST.name() + ": the ratio is above 1/3 in most epochs (Defazio and Bottou 2019)",
            course.partAbove(VarianceRatio.PAYS_BELOW) > 0.5,
            "in %.0f %% of the epochs",
            100 * course.partAbove(VarianceRatio.PAYS_BELOW)));
    for (Model model : MODELS) {
      SvrgRuns all = runs.get(model);
      String on = model.name() + ": ";
      claims.add(all.below(on + "SVRG's training loss is above AdamW's", "base", "svrg"));
      claims.add(all.below(on + "alpha-SVRG's is below AdamW's", SvrgRuns.HALF, "base"));
      claims.add(all.below(on + "alpha-SVRG's is below SVRG's", SvrgRuns.HALF, "svrg"));
      claims.add(
          all.below(
              on + "alpha-SVRG's is below AdamW's at equal gradient evaluations",
              SvrgRuns.HALF,
              SvrgRuns.LONGER));
    }
    return claims;
  }

  private Panel panel(String values, Function<SnapshotCourse, Course> course) {
    List<Series> lines =
        courses.entrySet().stream()
            .map(entry -> course.apply(entry.getValue()).line(entry.getKey().name()))
            .toList();
    return new Panel("", "epoch", values, Panel.Scale.AUTO, lines);
  }
}
