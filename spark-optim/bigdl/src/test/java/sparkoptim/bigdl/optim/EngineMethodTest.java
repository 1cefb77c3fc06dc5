// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.rule.Adam;

class EngineMethodTest {
  @Test
  void alphaSvrg_withAllSettings_isWhatItsTextSays() {
    AlphaSVRG<Float> method =
        new AlphaSVRG<Float>()
            .setAlpha("linear(0.75, 0)")
            .setEvery(20)
            .setReducedEpochs(3)
            .setRule("adamw(decay=0.05)")
            .setSchedule("cosine(0.004, 0)");
    assertThat(method.coreMethod())
        .isEqualTo(
            OptimMethod.parse(
                "alpha-svrg(linear(0.75, 0), 20, 3) + adamw(decay=0.05) + cosine(0.004, 0)"));
    assertThat(method.getLearningRate()).isEqualTo(0.004);
    assertThat(new AlphaSVRG<Float>().setAlpha(0.5).setRule(Adam.DEFAULT).coreMethod())
        .isEqualTo(OptimMethod.parse("alpha-svrg(0.5) + adam + constant(0.1)"));
  }

  @Test
  void svrgBb_withAllSettings_isWhatItsTextSays() {
    SvrgBB<Float> method =
        new SvrgBB<Float>().setLearningRate(0.3).setRange(0.01, 2).setGuard(false).setEvery(7);
    assertThat(method.coreMethod())
        .isEqualTo(OptimMethod.parse("svrg(7) + bb(0.3, 0.01, 2, false)"));
    assertThat(method.getLearningRate()).isEqualTo(0.3);
  }

  @Test
  void copy_hasTheSameSettings() {
    AlphaSVRG<Float> method = new AlphaSVRG<Float>().setLearningRate(0.2);
    assertThat(((AlphaSVRG<Float>) method.clone()).coreMethod()).isEqualTo(method.coreMethod());
  }

  @Test
  void optimize_isRefused() {
    Tensor<Double> x = Doubles.tensor(new double[] {1, 2});
    assertThatThrownBy(() -> new SvrgBB<Double>().optimize(p -> new Tuple2<>(1.0, x), x))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("SvrgBB")
        .hasMessageContaining("sparkoptim.bigdl.SparkOptimizer");
  }

  @Test
  void badSettings_areRefusedByName() {
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setRule("cosine"))
        .hasMessageContaining("one update rule");
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setRule("sgd + adam"))
        .hasMessageContaining("choices of one kind");
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setSchedule("bb"))
        .hasMessageContaining("one schedule");
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setAlpha(-1)).hasMessageContaining("value");
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setEvery(-1)).hasMessageContaining("every");
    assertThatThrownBy(() -> new AlphaSVRG<Float>().setLearningRate(Double.NaN))
        .hasMessageContaining("learningRate");
    assertThatThrownBy(() -> new SvrgBB<Float>().setLearningRate(0)).hasMessageContaining("eta");
    assertThatThrownBy(() -> new SvrgBB<Float>().setRange(2, 1)).hasMessageContaining("min");
  }
}
