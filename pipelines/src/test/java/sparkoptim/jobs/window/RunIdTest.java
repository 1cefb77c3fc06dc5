// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.jobs.DataException;
import sparkoptim.jobs.JobException;

final class RunIdTest {
  @Test
  void fill_placeholders_areOfTheRunsDay() {
    RunId id = new RunId("2026-03-01");
    assertThat(id.fill("data.new", "/d/{run.id}/{day}/{day-1}/{day-7}"))
        .isEqualTo("/d/2026-03-01/2026-03-01/2026-02-28/2026-02-22");
    assertThat(id.fill("data.new", "/d/{day}/{day-1}", 1)).isEqualTo("/d/2026-02-28/2026-02-27");
  }

  @Test
  void fill_globsAndPlainText_stay() {
    RunId id = new RunId("backfill_7");
    assertThat(id.fill("data.new", "/d/{a,b}/*.csv")).isEqualTo("/d/{a,b}/*.csv");
    assertThat(id.fill("data.new", "s3a://b/{run.id}/$1")).isEqualTo("s3a://b/backfill_7/$1");
  }

  @Test
  void fill_unknownPlaceholder_isRefusedByName() {
    RunId id = new RunId("2026-03-01");
    assertThatThrownBy(() -> id.fill("data.new", "/d/{days}"))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.new: there is no placeholder {days}; did you mean day?");
    assertThatThrownBy(() -> id.fill("data.new", "/d/{date}")).hasMessageContaining("{date}");
    assertThatThrownBy(() -> id.fill("data.new", "/d/{day+1}")).hasMessageContaining("{day+1}");
  }

  @Test
  void fill_dayOfAnIdWithoutOne_isRefused() {
    assertThatThrownBy(() -> new RunId("nightly-7").fill("data.new", "/d/{day}"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("run.id = nightly-7 does not begin with a date");
    assertThat(new RunId("2026-02-31").day()).isEmpty();
    assertThat(new RunId("20260301").day().orElseThrow()).hasToString("2026-03-01");
    assertThat(new RunId("2026-03-01T04").day().orElseThrow()).hasToString("2026-03-01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-02-31", "2026-13-01", "2026-11-00T03", "0000-00-00.x"})
  void of_dayThatThereIsNot_isRefusedByItsSetting(String text) {
    assertThatThrownBy(() -> RunId.of("run.id", text))
        .isInstanceOf(JobException.class)
        .isNotInstanceOf(DataException.class)
        .hasMessage("run.id = " + text + " begins with a day that there is not");
    assertThat(RunId.of("run.id", "build-2026-02-31").day()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "a/b", ".hidden", "ä", "{day}"})
  void of_otherCharacters_isRefused(String text) {
    assertThatThrownBy(() -> new RunId(text))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("run.id must be 1 to 64 letters");
  }

  @Test
  void compareTo_dates_sortAsText() {
    assertThat(new RunId("2026-03-09")).isLessThan(new RunId("2026-03-10"));
    assertThatThrownBy(() -> new RunId("x".repeat(65))).isInstanceOf(JobException.class);
  }
}
