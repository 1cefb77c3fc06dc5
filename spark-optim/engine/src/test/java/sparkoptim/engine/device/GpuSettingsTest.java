// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuSettingsTest {
  private static final String AMOUNT = "spark.sparkoptim.gpu.amount";
  private static final String GPUS = "spark.sparkoptim.gpu.executorGpus";
  private static final String CORES = "spark.sparkoptim.gpu.executorCores";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String OF_EXECUTORS = "spark.executor.resource.gpu.amount";

  private static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    return conf;
  }

  private static String missing(Map<String, String> settings) {
    SparkConf conf = conf(settings);
    return GpuSettings.of(conf).missing(conf);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25", "0.5", "1", "2.0"})
  void amount_thatSparkCanShare_isTaken(String amount) {
    GpuSettings settings = GpuSettings.of(conf(Map.of(AMOUNT, amount)));
    assertThat(settings.amount()).isEqualTo(Double.parseDouble(amount));
    assertThat(settings.executors()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.75", "1.5", "NaN", "one", ""})
  void amount_outOfRange_isRefused(String amount) {
    assertThatThrownBy(() -> GpuSettings.of(conf(Map.of(AMOUNT, amount))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            AMOUNT + " must be above 0, and a whole number where it is above 0.5, was " + amount);
  }

  @Test
  void missing_whereTasksGetNone_saysWhichSettings() {
    assertThat(missing(Map.of()))
        .isEqualTo(
            "tasks get no GPUs: neither spark.task.resource.gpu.amount nor " + AMOUNT + " is set");
    assertThat(missing(Map.of("spark.task.resource.gpu.amount", "1"))).isNull();
    assertThat(missing(Map.of(AMOUNT, "2", OF_EXECUTORS, "1")))
        .contains("needs 2.0 GPUs (" + AMOUNT + ")")
        .contains("has 1.0 (" + OF_EXECUTORS + ")");
    assertThat(missing(Map.of(AMOUNT, "2", OF_EXECUTORS, "2"))).isNull();
  }

  @Test
  void executors_withDynamicAllocation_areAskedFor() {
    GpuExecutors all =
        GpuSettings.of(conf(Map.of(AMOUNT, "1", DYNAMIC, "true", GPUS, "2", CORES, "4")))
            .executors();
    assertThat(all).isEqualTo(new GpuExecutors(2, 4, "", "", ""));
    assertThat(all.requests().requestsJMap()).containsOnlyKeys("cores", "gpu");
    GpuExecutors sized =
        GpuSettings.of(
                conf(
                    Map.of(
                        AMOUNT,
                        "1",
                        DYNAMIC,
                        "true",
                        OF_EXECUTORS,
                        "1",
                        "spark.executor.cores",
                        "2",
                        "spark.sparkoptim.gpu.executorMemory",
                        "3g")))
            .executors();
    assertThat(sized).isEqualTo(new GpuExecutors(1, 2, "3g", "", ""));
    assertThat(sized.requests().requestsJMap().get("memory").amount()).isEqualTo(3072);
  }

  @ParameterizedTest
  @CsvSource({
    "spark://master:7077, executorCores, 4, executorGpus must be set",
    "spark://master:7077, executorGpus, 1, executorCores must be set",
    "yarn, executorGpus, 1, discoveryScript must be set",
    "k8s://https://host, discoveryScript, /x, vendor must be set"
  })
  void executors_halfGiven_areRefusedByName(
      String master, String name, String value, String message) {
    SparkConf conf =
        conf(
            Map.of(
                AMOUNT,
                "1",
                DYNAMIC,
                "true",
                "spark.master",
                master,
                "spark.sparkoptim.gpu." + name,
                value));
    assertThatThrownBy(() -> GpuSettings.of(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spark.sparkoptim.gpu." + message);
  }

  @Test
  void executors_withoutWhatTheyAreFor_areRefusedByName() {
    assertThatThrownBy(() -> GpuSettings.of(conf(Map.of(GPUS, "1", DYNAMIC, "true"))))
        .hasMessage(
            GPUS
                + " has an effect with "
                + AMOUNT
                + " and "
                + DYNAMIC
                + "=true only: set the former, or leave it out");
    assertThatThrownBy(() -> GpuSettings.of(conf(Map.of(GPUS, "1", AMOUNT, "1"))))
        .hasMessageContaining("set the latter");
    assertThatThrownBy(
            () -> GpuSettings.of(conf(Map.of(AMOUNT, "1", DYNAMIC, "true", GPUS, "0", CORES, "1"))))
        .hasMessage(GPUS + " must be a whole number above 0, was 0");
  }
}
