// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The params about devices where no module for them is on the class path. */
class DeviceParamsTest {
  private static Dataset<Row> data() {
    return LocalSession.data(LocalSession.rows(300, 2, 5));
  }

  private static LogisticRegression stage() {
    return new LogisticRegression().setMaxIter(6).setTol(0);
  }

  @Test
  void params_unset_areTheCpuInSinglePrecision() {
    assertThat(stage().getDevice()).isEqualTo("cpu");
    assertThat(stage().getDevicePrecision()).isEqualTo("single");
    assertThat(stage().fit(data()).summary().backend()).isEqualTo("Java, StrictMath");
  }

  @Test
  void set_unknownValue_isRefused() {
    assertThatThrownBy(() -> stage().setDevice("tpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device")
        .hasMessageContaining("tpu");
    assertThatThrownBy(() -> stage().setDevicePrecision("half"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("devicePrecision")
        .hasMessageContaining("half");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job"})
  void auto_withoutAModule_isTheCpusFit(String engine) {
    LogisticRegressionModel cpu = stage().fit(data());
    LogisticRegressionModel auto = stage().setEngine(engine).setDevice("auto").fit(data());
    assertThat(auto.weightsSha256()).isEqualTo(cpu.weightsSha256());
    assertThat(auto.summary().optimMethod()).isEqualTo(cpu.summary().optimMethod());
    assertThat(auto.summary().backend()).isEqualTo("Java, StrictMath");
  }

  @Test
  void gpu_withoutAModule_isRefusedBeforeARowIsRead() {
    Dataset<Row> noRows = data().where("label > 7");
    assertThatThrownBy(() -> stage().setDevice("gpu").fit(noRows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "device must be cpu or auto where no GPU can be used, was gpu: no module for GPUs is on"
                + " the class path");
  }
}
