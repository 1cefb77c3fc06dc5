// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.OptimMethod;
import sparkoptim.study.Digits;
import sparkoptim.study.LabelledImages;

final class TrainerTest {
  /** A network's floats, over a loss around 2. */
  private static final double ROUNDING = 1e-5;

  @TempDir private Path folder;

  private Trainer trainer(int images) throws IOException {
    return new Trainer(Digits.read(SampleImages.digits(folder.resolve("digits"), images)));
  }

  /** 213 rows in 7 mini-batches, the last one short. */
  @Test
  void train_everyContender_takesTheBudgetsGradientsAndNoMore() throws IOException {
    Trainer trainer = trainer(300);
    assertThat(trainer.stepsPerEpoch()).isEqualTo(7);
    Budget budget = new Budget(4);
    for (Candidate contender : Candidates.all(7)) {
      OptimMethod method = contender.method(contender.customary());
      NetworkRun run = trainer.train(method, budget.steps(contender.cost(), 7), 5, true);
      assertThat(run.passes()).as(contender.name()).isEqualTo(4);
      assertThat(run.losses().place(0)).isZero();
      assertThat(run.losses().place(run.losses().size() - 1)).isEqualTo(4);
      assertThat(run.loss()).as(contender.name()).isLessThan(run.losses().value(0));
    }
  }

  @Test
  void train_sameSeed_isTheSameRun() throws IOException {
    Trainer trainer = trainer(60);
    OptimMethod method = OptimMethod.parse("adam + constant(0.01)");
    NetworkRun run = trainer.train(method, 9, 5, true);
    assertThat(trainer.train(method, 9, 5, false).loss()).isEqualTo(run.loss());
    assertThat(trainer.train(method, 9, 6, false).loss()).isNotEqualTo(run.loss());
  }

  /** Far too long steps. */
  @Test
  void train_divergence_isAnInfiniteLoss() throws IOException {
    NetworkRun run = trainer(60).train(OptimMethod.parse("sgd + constant(1e40)"), 9, 5, true);
    assertThat(run.loss()).isInfinite();
    assertThat(run.accuracy()).isZero();
  }

  /** 117 rows: a full batch of the scorer's and a part of one. */
  @Test
  void score_rows_isTheMeanLossAndTheSameRowByRow() throws IOException {
    LabelledImages rows = Digits.read(SampleImages.digits(folder.resolve("digits"), 165)).train();
    assertThat(rows.size()).isEqualTo(117);
    var scorer = new Scorer(ConvNet.SMALL, 100);
    double[] point = ConvNet.SMALL.network(3).point();
    Score all = scorer.score(point, rows);
    double loss = 0;
    double accuracy = 0;
    for (int i = 0; i < rows.size(); i++) {
      Score one = scorer.score(point, rows.range(i, i + 1));
      loss += one.loss() / rows.size();
      accuracy += one.accuracy() / rows.size();
    }
    assertThat(all.loss()).isCloseTo(loss, within(ROUNDING));
    assertThat(all.accuracy()).isCloseTo(accuracy, within(ROUNDING));
  }

  @Test
  void of_picturesOfOtherSizes_areRefused() {
    assertThat(ConvNet.of(784)).isEqualTo(ConvNet.LENET_5);
    assertThatThrownBy(() -> ConvNet.of(100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("networks: images must have 8 x 8 or 28 x 28 pixels, these have 100");
  }
}
