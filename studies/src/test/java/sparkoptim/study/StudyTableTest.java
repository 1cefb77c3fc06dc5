// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StudyTableTest {

  @Test
  void print_rows_alignsNumbersToTheRight() {
    var table = table();
    var out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, UTF_8));
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "Losses",
            "  method               loss  steps",
            "  sgd        2.000 (sd 0.7)     40",
            "  long name         0.01234      -");
  }

  @Test
  void values_rows_keepWhatSamplesAreMadeOf() {
    Map<String, Object> values = table().values();
    assertThat(values).containsEntry("title", "Losses");
    assertThat((List<?>) values.get("rows"))
        .element(0)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("method", "sgd")
        .containsEntry("steps", 40);
  }

  @Test
  void add_wrongNumberOfCells_isRefused() {
    assertThatThrownBy(() -> table().add("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Losses has 3 columns, was [x]");
  }

  @Test
  void figures_numbers_haveFourDigits() {
    assertThat(Figures.text(1234.5678)).isEqualTo("1235");
    assertThat(Figures.text(0.00098765432)).isEqualTo("0.0009877");
    assertThat(Figures.text(1.23456e-7)).isEqualTo("1.235e-07");
    assertThat(Figures.text(0.0)).isEqualTo("0");
    assertThat(Figures.text(40.0)).isEqualTo("40");
    assertThat(Figures.text(0.03)).isEqualTo("0.03");
    assertThat(Figures.text(-0.5)).isEqualTo("-0.5");
    assertThat(Figures.text(2e-9)).isEqualTo("2.000e-09");
    assertThat(Figures.text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    assertThat(Figures.text(12)).isEqualTo("12");
  }

  private static StudyTable table() {
    var table = new StudyTable("Losses", "method", "loss", "steps");
    table.add("sgd", new Sample(1.5, 2.5), 40);
    table.add("long name", 0.012341, Double.NaN);
    return table;
  }
}
