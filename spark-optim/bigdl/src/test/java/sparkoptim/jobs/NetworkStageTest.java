// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.apache.spark.ml.PipelineStage;
import org.junit.jupiter.api.Test;
import sparkoptim.ml.NetworkClassifier;
import sparkoptim.ml.NetworkRegressor;

/** Network stages in a job's configuration. */
class NetworkStageTest {

  private static PipelineStage stage(String text) {
    return StageFactory.stage(StageSettings.of("stage", ConfigFactory.parseString(text).root()));
  }

  @Test
  void stage_networkWithParams_isBuilt() {
    NetworkClassifier stage =
        (NetworkClassifier)
            stage(
                "class = NetworkClassifier, params { network = lenet5, inputShape = [1, 28, 28],"
                    + " maxIter = 3, optimMethod = \"adamw + ema(0.99)\", learningRate = 0.01 }");
    assertThat(stage.getNetwork()).isEqualTo("lenet5");
    assertThat(stage.getInputShape()).containsExactly(1, 28, 28);
    assertThat(stage.getMaxIter()).isEqualTo(3);
    assertThat(stage("class = NetworkRegressor")).isInstanceOf(NetworkRegressor.class);
  }

  @Test
  void stage_mistypedNetwork_namesTheNearest() {
    assertThatThrownBy(() -> stage("class = NetworkClasifier"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("did you mean NetworkClassifier?");
    assertThatThrownBy(
            () -> stage("class = NetworkClassifier, params.network = \"conv(6, 5) tahn\""))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("layer 2: unknown layer \"tahn\"; did you mean tanh?");
  }
}
