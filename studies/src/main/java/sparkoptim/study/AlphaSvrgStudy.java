// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sparkoptim.core.probe.VarianceRatio;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/**
 * The coefficient that SVRG needs in models of growing depth, and what alpha-SVRG gains over SGD
 * and SVRG at equal epochs and at equal gradient evaluations.
 */
final class AlphaSvrgStudy implements Study {
  private static final Model SHALLOW = new SoftmaxModel();
  private static final Model MIDDLE = PerceptronModel.ofLayers(2);
  private static final Model DEEP = PerceptronModel.ofLayers(4);
  private static final int BATCH = 32;
  private static final int SEEDS = 8;
  private static final int EPOCHS = 20;
  private static final String RATE = "constant(0.05)";
  private static final String FALLING_RATE = "cosine(0.2, 0)";
  private static final String NOISY_RATE = "constant(0.5)";
  private static final int AUTHORS_BATCH = 128;
  private static final double NOISE = 0.2;
  private static final double LITTLE = 0.05;

  @Override
  public String name() {
    return "alpha-svrg";
  }

  @Override
  public String paper() {
    return "Yin, Xu, Li, Darrell, Liu 2023, A Coefficient Makes SVRG Effective";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(EPOCHS, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    int epochs = setup.epochs(EPOCHS);
    if (setup.digits().train().pixels() > Digits.PIXELS) {
      return new SvrgByDepth(setup, setup.seeds(SEEDS), epochs).result();
    }
    Map<Model, Seeds> seeds = new LinkedHashMap<>();
    Map<Model, SnapshotCourse> courses = new LinkedHashMap<>();
    for (Model model : List.of(SHALLOW, MIDDLE, DEEP)) {
      seeds.put(model, new Seeds(setup, model, BATCH, setup.seeds(SEEDS), 0));
      courses.put(
          model, SnapshotCourse.of(seeds.get(model), SvrgRuns.method("plain", RATE), epochs));
    }
    var noisy = new Seeds(setup, SHALLOW, BATCH, setup.seeds(SEEDS), NOISE);
    var shallow = new SvrgRuns(noisy, NOISY_RATE, epochs);
    var deep = new SvrgRuns(seeds.get(DEEP), FALLING_RATE, epochs);
    Map<String, SvrgRuns> bases = new LinkedHashMap<>();
    Map<String, SnapshotCourse> baseCourses = new LinkedHashMap<>();
    var authors = new Seeds(setup, DEEP, AUTHORS_BATCH, setup.seeds(SEEDS), 0);
    authorsBases(epochs, authors.training(0).stepsPerEpoch())
        .forEach(
            (name, base) -> {
              bases.put(name, new SvrgRuns(authors, base, epochs));
              baseCourses.put(
                  name, SnapshotCourse.of(authors, SvrgRuns.method("plain", base), epochs));
            });
    StudyTable losses =
        new StudyTable(
            "Training loss (softmax: a fifth of the labels random)",
            "model, method",
            "epochs",
            "gradients of every row",
            "training loss");
    shallow.addTo(losses, SHALLOW.name());
    deep.addTo(losses, DEEP.name());
    bases.forEach((name, runs) -> runs.addTo(losses, DEEP.name() + ", " + name));
    List<Claim> claims = new ArrayList<>(variance(courses));
    claims.addAll(gains(shallow, deep));
    bases.forEach((name, runs) -> claims.addAll(onBase(name, runs, baseCourses.get(name))));
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put(
        "alpha-svrg-coefficient",
        Pictures.pair(
            panel("alpha*", courses, SnapshotCourse::coefficient),
            panel("variance of SVRG / SGD", courses, SnapshotCourse::ratio)));
    pictures.put("alpha-svrg-loss", Pictures.pair(shallow.panel(SHALLOW), deep.panel(DEEP)));
    return new StudyResult(
        List.of(
            SnapshotCourse.table(
                "Best coefficient alpha* for all coordinates: sum of covariances over sum of"
                    + " variances",
                courses,
                SnapshotCourse::coefficients),
            SnapshotCourse.table(
                "Mean over the coordinates of each one's best coefficient",
                courses,
                SnapshotCourse::meanCoefficients),
            SnapshotCourse.table("Variance of SVRG / SGD", courses, SnapshotCourse::ratios),
            losses),
        claims,
        pictures);
  }

  private static List<Claim> variance(Map<Model, SnapshotCourse> courses) {
    Sample shallow = courses.get(SHALLOW).coefficients(0);
    Sample middle = courses.get(MIDDLE).coefficients(0);
    Sample deep = courses.get(DEEP).coefficients(0);
    int last = courses.get(DEEP).epochs() - 1;
    Sample late = courses.get(DEEP).coefficients(last);
    Sample early = courses.get(DEEP).ratios(0);
    Sample one = Sample.over(shallow.size(), seed -> 1);
    return List.of(
        Claim.every(
            "The deeper the model, the smaller the best coefficient after an epoch",
            List.of(
                Claim.lower("MLP-2 below softmax", "MLP-2", middle, "softmax", shallow),
                Claim.lower("MLP-4 below MLP-2", "MLP-4", deep, "MLP-2", middle))),
        Claim.lower(
            "The best coefficient falls during training (MLP-4)",
            "after epoch " + (last + 1),
            late,
            "after epoch 1",
            deep),
        Claim.of(
            "SVRG nearly removes the variance of a linear model (below a twentieth after an epoch)",
            courses.get(SHALLOW).ratios(0).mean() <= LITTLE,
            "variance of SVRG / SGD %s",
            courses.get(SHALLOW).ratios(0)),
        Claim.higher(
            "In a deep model SVRG raises the variance early on (MLP-4, after an epoch)",
            "variance of SVRG / SGD",
            early,
            "no change",
            one),
        Claim.of(
            "Variance reduction seldom pays in a deep model: the ratio is above 1/3 in most epochs"
                + " (Defazio and Bottou 2019)",
            courses.get(DEEP).partAbove(VarianceRatio.PAYS_BELOW) > 0.5,
            "MLP-4: in %.0f %% of the epochs",
            100 * courses.get(DEEP).partAbove(VarianceRatio.PAYS_BELOW)));
  }

  private static List<Claim> gains(SvrgRuns shallow, SvrgRuns deep) {
    return List.of(
        shallow.below(
            "softmax: SVRG's training loss is below SGD's at equal epochs", "svrg", "base"),
        deep.below("MLP-4: SVRG's training loss is above SGD's at equal epochs", "base", "svrg"),
        deep.below("MLP-4: alpha-SVRG's is below SGD's at equal epochs", SvrgRuns.HALF, "base"),
        deep.below("MLP-4: alpha-SVRG's is below SVRG's at equal epochs", SvrgRuns.HALF, "svrg"),
        shallow.below(
            "softmax: SVRG's is below SGD's at equal gradient evaluations",
            "svrg",
            SvrgRuns.LONGER),
        deep.below(
            "MLP-4: alpha-SVRG's is below SGD's at equal gradient evaluations",
            SvrgRuns.HALF,
            SvrgRuns.LONGER));
  }

  /** The authors' two kinds of base: SGD with momentum, and AdamW with warm-up and cosine. */
  private static Map<String, String> authorsBases(int epochs, long stepsPerEpoch) {
    Map<String, String> bases = new LinkedHashMap<>();
    bases.put("momentum", "sgd(0.9) + constant(0.05)");
    bases.put("adamw", adamw(epochs, stepsPerEpoch));
    return bases;
  }

  /** Returns AdamW with a warm-up of a sixth of the run, and a cosine. */
  static String adamw(int epochs, long stepsPerEpoch) {
    long warmup = Math.max(1, epochs * stepsPerEpoch / 6);
    return "adamw(decay=0.05) + warmup(length=" + warmup + ", then=cosine(0.004, 0.000001))";
  }

  private static List<Claim> onBase(String base, SvrgRuns runs, SnapshotCourse course) {
    String on = "MLP-4 on " + base + ", batch " + AUTHORS_BATCH + ": ";
    return List.of(
        Claim.of(
            on + "the ratio is above 1/3 in most epochs",
            course.partAbove(VarianceRatio.PAYS_BELOW) > 0.5,
            "in %.0f %% of the epochs",
            100 * course.partAbove(VarianceRatio.PAYS_BELOW)),
        runs.below(on + "SVRG's training loss is above the base's", "base", "svrg"),
        runs.below(on + "alpha-SVRG's is below the base's", SvrgRuns.HALF, "base"),
        runs.below(on + "alpha-SVRG's is below SVRG's", SvrgRuns.HALF, "svrg"));
  }

  private static Panel panel(
      String values, Map<Model, SnapshotCourse> courses, Function<SnapshotCourse, Course> course) {
    List<Series> lines =
        courses.entrySet().stream()
            .map(entry -> course.apply(entry.getValue()).line(entry.getKey().name()))
            .toList();
    return new Panel("", "epoch", values, Panel.Scale.AUTO, lines);
  }
}
