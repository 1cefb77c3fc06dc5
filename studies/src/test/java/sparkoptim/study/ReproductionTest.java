// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;

/**
 * What is known to reproduce on the digits, with slack and at a reduced size. Needs scikit-learn's
 * digits, which the launcher installs.
 */
final class ReproductionTest {
  private static final int BATCH = 32;
  private StudySetup setup;

  @BeforeEach
  void read() throws IOException {
    Optional<Path> file = file();
    assumeThat(file).as(".spark-optim/data/digits.libsvm, which bin/test makes").isPresent();
    setup = new StudySetup(Digits.read(file.orElseThrow()), 1, 1);
  }

  private static Optional<Path> file() {
    String home = System.getenv("SPARK_OPTIM_HOME");
    Path start = (home == null ? Path.of("") : Path.of(home)).toAbsolutePath();
    for (Path place = start; place != null; place = place.getParent()) {
      Path file = place.resolve(".spark-optim/data/digits.libsvm");
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  @Test
  void digits_fromScikitLearn_areSplitAsDocumented() {
    assertThat(setup.digits().train().size()).isEqualTo(1_280);
    assertThat(setup.digits().heldOut().size()).isEqualTo(517);
  }

  /** Choosing a setting and showing it are two draws. */
  @Test
  void seeds_thatChoose_areNoneOfThoseThatShow() {
    Seeds seeds = seeds(new SoftmaxModel(), BATCH, 8, 0);
    Set<String> starts = new HashSet<>();
    for (Seeds some : List.of(seeds, seeds.tuning())) {
      for (int seed = 0; seed < some.number(); seed++) {
        StudyTraining training = some.training(seed);
        Loop run = training.loop(OptimMethod.parse("sgd + constant(0.1)"), 1);
        run.forEachRemaining(step -> {});
        assertThat(starts.add(Arrays.toString(run.served()))).as("seed %d", seed).isTrue();
      }
    }
    assertThat(seeds.tuning().number()).isEqualTo(3);
  }

  @Test
  void bigStep_onAFixedBatch_goesWhereTheParabolaSays() {
    StudyTraining training = seeds(PerceptronModel.ofLayers(2), BATCH, 2, 0).training(0);
    List<Claim> claims = BigSteps.of(training, 0.1, 10).claims();
    assertThat(claims.get(1).verdict()).as(claims.get(1).figures()).isEqualTo(Verdict.REPRODUCES);
    assertThat(claims.get(2).verdict()).as(claims.get(2).figures()).isEqualTo(Verdict.REPRODUCES);
  }

  @Test
  void averages_underNoise_lowerTheTrainingLoss() {
    Seeds seeds = seeds(new SoftmaxModel(), BATCH, 3, 0.2);
    double last = loss(seeds, "sgd + constant(0.5) + none", 60);
    assertThat(loss(seeds, "sgd + constant(0.5) + two-point(10)", 60)).isLessThan(last);
    assertThat(loss(seeds, "sgd + constant(0.5) + swa(0.9, 1)", 60)).isLessThan(last);
    assertThat(loss(seeds, "sgd + constant(0.5) + ema(0.98, false)", 60)).isLessThan(last);
  }

  @Test
  void bestCoefficient_afterAnEpoch_isSmallerInDeeperModels() {
    SnapshotCourse linear = snapshots(new SoftmaxModel());
    SnapshotCourse middle = snapshots(PerceptronModel.ofLayers(2));
    SnapshotCourse deep = snapshots(PerceptronModel.ofLayers(4));
    assertThat(linear.coefficients(0).mean()).isBetween(0.9, 1.0);
    assertThat(middle.coefficients(0).mean()).isLessThan(linear.coefficients(0).mean() - 0.05);
    assertThat(deep.coefficients(0).mean()).isLessThan(middle.coefficients(0).mean() - 0.05);
    assertThat(linear.ratios(0).mean()).isLessThan(0.05);
  }

  private SnapshotCourse snapshots(Model model) {
    return SnapshotCourse.of(
        seeds(model, BATCH, 3, 0), SvrgRuns.method("plain", "constant(0.05)"), 1);
  }

  @Test
  void stepTuned_sameAlpha_isBelowSgdAtEqualEvaluations() {
    Seeds seeds = seeds(PerceptronModel.ofLayers(2), 64, 2, 0);
    for (double alpha : new double[] {0.1, 0.5}) {
      double tuned = seeds.run("", StepTunedRuns.decayed("step-tuned", alpha), 10).loss().mean();
      double sgd = seeds.run("", StepTunedRuns.decayed("sgd", alpha), 20).loss().mean();
      assertThat(tuned).isLessThan(0.8 * sgd);
    }
  }

  @Test
  void taso_sameRate_generalizesBetterThanAConstantRate() {
    Seeds seeds = seeds(PerceptronModel.ofLayers(2), 64, 3, 0.2);
    double taso = accuracy(seeds, "sgd(momentum=0.9) + taso(0.1)");
    assertThat(taso).isGreaterThan(accuracy(seeds, "sgd(momentum=0.9) + constant(0.1)") + 0.01);
  }

  @Test
  void primalAveraging_alongSchedules_isMomentum() {
    var training = new StudyTraining(new SoftmaxModel(), setup.digits().train(), 64, 1);
    Claim claim = new MomentumForms(training, 5, RateFalls.ETA, RateFalls.C).claim();
    assertThat(claim.verdict()).as(claim.figures()).isEqualTo(Verdict.REPRODUCES);
  }

  @Test
  void lyapunovValue_fullGradients_fallsByItsBound() {
    LabelledImages rows = setup.digits().train();
    var training = new StudyTraining(new SoftmaxModel(), rows, 0, 1);
    Claim claim = LyapunovRun.of(training, SoftmaxModel.smoothness(rows), 100).claim();
    assertThat(claim.verdict()).as(claim.figures()).isEqualTo(Verdict.REPRODUCES);
  }

  @Test
  void averages_inTheModelOfOneCurvature_areSchedules() {
    Claim claim = new OneCurvature(1).claim();
    assertThat(claim.verdict()).as(claim.figures()).isEqualTo(Verdict.REPRODUCES);
  }

  private Seeds seeds(Model model, int batchSize, int number, double noise) {
    return new Seeds(setup, model, batchSize, number, noise);
  }

  private static double loss(Seeds seeds, String method, int epochs) {
    return seeds.run("", OptimMethod.parse(method), epochs).loss().mean();
  }

  private static double accuracy(Seeds seeds, String method) {
    return seeds.run("", OptimMethod.parse(method), 40).accuracy().mean();
  }
}
