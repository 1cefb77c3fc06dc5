// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.OptimMethod;

final class StudyTrainingTest {
  private static final OptimMethod SGD = OptimMethod.parse("sgd + constant(0.5)");
  private static final double ROUNDING = 1e-12;

  @TempDir private Path folder;
  private Digits digits;

  @BeforeEach
  void read() throws IOException {
    digits = SampleDigits.of(folder, 300);
  }

  @Test
  void train_softmax_learnsTheSample() {
    var training = new StudyTraining(new SoftmaxModel(), digits.train(), 32, 1);
    Trained run = training.train(SGD, 20, digits.heldOut());
    assertThat(run.course().value(0)).isCloseTo(Math.log(10), within(ROUNDING));
    assertThat(run.course().size()).isEqualTo(21);
    assertThat(run.course().last()).isEqualTo(run.loss()).isLessThan(0.3);
    assertThat(run.accuracy()).isGreaterThan(0.9);
  }

  @Test
  void train_longRun_keepsItsCourseShort() {
    var training = new StudyTraining(new SoftmaxModel(), digits.train(), 64, 1);
    assertThat(training.train(SGD, 300, digits.heldOut()).course().size()).isEqualTo(101);
  }

  @Test
  void train_perceptron_learnsTheSample() {
    var training = new StudyTraining(PerceptronModel.ofLayers(4), digits.train(), 32, 1);
    Trained run = training.train(OptimMethod.parse("adam + constant(0.01)"), 20, digits.heldOut());
    assertThat(run.loss()).isLessThan(0.3);
    assertThat(run.accuracy()).isGreaterThan(0.9);
  }

  @Test
  void train_divergence_isAnInfiniteLoss() {
    var training = new StudyTraining(PerceptronModel.ofLayers(2), digits.train(), 32, 1);
    Trained run = training.train(OptimMethod.parse("sgd + constant(1e200)"), 5, digits.heldOut());
    assertThat(run.loss()).isInfinite();
    assertThat(run.accuracy()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** The best of a search must not be what diverged, nor must what diverged look good. */
  @Test
  void search_withDivergence_prefersWhatDidNot() {
    var seeds = new Seeds(new StudySetup(digits, 0.1, 1), PerceptronModel.ofLayers(2), 32, 2, 0);
    double[] rates = {0.1, 1e200};
    Search search =
        seeds.search("sgd", rates, rate -> OptimMethod.parse("sgd + constant(" + rate + ")"), 2);
    assertThat(search.lowestLoss().setting()).isEqualTo(0.1);
    assertThat(search.highestAccuracy().setting()).isEqualTo(0.1);
    assertThat(search.at(1e200).loss().diverged()).isEqualTo(2);
    assertThat(search.at(0.1).label()).isEqualTo("sgd 0.1");
  }

  @Test
  void passes_methods_countTheirGradients() {
    var seeds = new Seeds(new StudySetup(digits, 0.1, 1), PerceptronModel.ofLayers(2), 32, 2, 0);
    assertThat(seeds.run("a", SGD, 3).passes()).isEqualTo(3);
    OptimMethod svrg = OptimMethod.parse("svrg + sgd + constant(0.1)");
    Runs runs = seeds.run("b", svrg, 2);
    assertThat(runs.passes()).isEqualTo(6);
    assertThat(runs.courseOverPasses().place(1)).isEqualTo(3);
    OptimMethod tuned = OptimMethod.parse("step-tuned + constant(0.1)");
    assertThat(seeds.run("c", tuned, 2).passes()).isEqualTo(4);
  }

  @Test
  void models_geometricWidths_fallToTheClasses() {
    assertThat(PerceptronModel.ofLayers(2).layers(64).sizes()).containsExactly(64, 25, 10);
    assertThat(PerceptronModel.ofLayers(4).layers(64).sizes()).containsExactly(64, 40, 25, 16, 10);
  }
}
