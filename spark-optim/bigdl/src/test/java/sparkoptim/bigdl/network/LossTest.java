// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.nn.CrossEntropyCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import org.junit.jupiter.api.Test;
import sparkoptim.core.network.text.Shape;

class LossTest {
  /** Of floats. */
  private static final float ROUNDING = 1e-6f;

  @Test
  void softmaxLoss_ofScores_isBigDlsCrossEntropy() {
    Tensor<Float> scores = Networks.batch(Shape.of(4), 3, 1);
    Tensor<Float> labels = Floats.tensor(new float[] {0, 3, 1}, 3, 1);
    Tensor<Float> fromOne = Floats.tensor(new float[] {1, 4, 2}, 3);
    SoftmaxLoss ours = new SoftmaxLoss();
    var theirs = new CrossEntropyCriterion<Float>(null, true, Floats.TAG, Floats.NUMERIC);
    assertThat(ours.forward(scores, labels))
        .isCloseTo(theirs.forward(scores, fromOne), within(ROUNDING));
    assertThat(values(ours.backward(scores, labels)))
        .containsExactly(values(theirs.backward(scores, fromOne)), within(ROUNDING));
  }

  @Test
  void softmaxLoss_ofExtremeScores_staysFinite() {
    Tensor<Float> scores = Floats.tensor(new float[] {0, 1e4f, 1e4f, 0}, 2, 2);
    Tensor<Float> labels = Floats.tensor(new float[] {0, 0}, 2, 1);
    assertThat(new SoftmaxLoss().forward(scores, labels)).isBetween(300f, 1e4f);
  }

  @Test
  void softmaxLoss_ofSureScores_isNotRoundedToZero() {
    Tensor<Float> scores = Floats.tensor(new float[] {50, 0}, 1, 2);
    Tensor<Float> labels = Floats.tensor(new float[] {0}, 1, 1);
    assertThat((double) new SoftmaxLoss().forward(scores, labels))
        .isCloseTo(Math.exp(-50), within(1e-27));
  }

  @Test
  void squaredLoss_ofOutputs_isTheMean() {
    Tensor<Float> outputs = Floats.tensor(new float[] {0, 1}, 2, 1);
    Tensor<Float> labels = Floats.tensor(new float[] {2, 0}, 2, 1);
    SquaredErrorLoss loss = new SquaredErrorLoss();
    assertThat(loss.forward(outputs, labels)).isEqualTo((4f + 1f) / 2);
    assertThat(values(loss.backward(outputs, labels))).containsExactly(-2f, 1f);
  }

  @Test
  void cloneCriterion_ofBoth_givesTheSameLoss() {
    Tensor<Float> outputs = Floats.tensor(new float[] {0, 1}, 2, 1);
    Tensor<Float> labels = Floats.tensor(new float[] {0, 0}, 2, 1);
    AbstractCriterion<Activity, Activity, Float> squared = new SquaredErrorLoss();
    assertThat(squared.cloneCriterion().forward(outputs, labels))
        .isEqualTo(squared.forward(outputs, labels));
    assertThat(new SoftmaxLoss().cloneCriterion().forward(outputs, labels)).isZero();
  }

  private static float[] values(Activity gradient) {
    return Networks.values(gradient.<Float>toTensor(Floats.NUMERIC));
  }
}
