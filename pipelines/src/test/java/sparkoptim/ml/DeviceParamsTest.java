package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.linear.Smoothness;

/** The params about devices where no module for them is on the class path. */
class DeviceParamsTest {
  private static final Smoothness SMOOTHNESS = new Smoothness(1000, 1, 4);

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

  /** So many equal rows, with entries in the first columns. */
  private static ColumnRanges rows(int count, int width, int entries) {
    int[] offsets = new int[count + 1];
    int[] columns = new int[count * entries];
    double[] values = new double[count * entries];
    for (int i = 0; i < values.length; i++) {
      offsets[i / entries + 1] = i + 1;
      columns[i] = i % entries;
      values[i] = 1;
    }
    ColumnRanges ranges = new ColumnRanges(width);
    ranges.add(new Block(0, 0, width, new double[count], null, offsets, columns, values));
    return ranges;
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1024, 1, 64",
    "8192, 8, 4, 64",
    "12800, 8, 8, 100",
    "2000000, 2, 1, 8192",
    "200, 1025, 615, 64",
  })
  void auto_denseOrNarrowRowsOnADevice_takesMiniBatches(
      int count, int width, int entries, int batch) {
    MethodChoice choice = MethodChoice.of(stage()).onDevice(stage(), rows(count, width, entries));
    assertThat(choice.local()).isFalse();
    assertThat(choice.rowsPerStep()).isEqualTo(batch);
    assertThat(choice.method(SMOOTHNESS).toString())
        .startsWith("alpha-svrg")
        .contains(" + sgd(momentum=0.0, ", " + bb(", "guard=true")
        .isEqualTo(
            MethodChoice.of(stage().setLocalSteps(false).setBatchSize(batch))
                .method(SMOOTHNESS)
                .toString());
  }

  @Test
  void auto_wideSparseRowsOnADevice_keepsLocalSteps() {
    MethodChoice choice = MethodChoice.of(stage());
    assertThat(choice.onDevice(stage(), rows(200, 1025, 614))).isEqualTo(choice);
  }

  @Test
  void auto_whatIsSetOnADevice_isKept() {
    ColumnRanges rows = rows(12800, 8, 8);
    LogisticRegression batched = stage().setBatchSize(32);
    assertThat(MethodChoice.of(batched).onDevice(batched, rows).rowsPerStep()).isEqualTo(32);
    LogisticRegression batches = stage().setLocalSteps(false);
    assertThat(MethodChoice.of(batches).onDevice(batches, rows).rowsPerStep()).isEqualTo(100);
    for (LogisticRegression asked :
        List.of(stage().setLocalSteps(true), stage().setOptimMethod("adamw"))) {
      MethodChoice choice = MethodChoice.of(asked);
      assertThat(choice.onDevice(asked, rows)).isEqualTo(choice);
    }
  }
}
