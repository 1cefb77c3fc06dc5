// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.study.chart.Panel;

/** Every study, with two epochs and two seeds on a few images. */
final class StudiesTest {
  private static final double TINY = 0.01;

  @TempDir private Path folder;

  static Stream<String> names() {
    return Studies.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void study_tiny_fillsTablesClaimsAndPictures(String name) throws IOException {
    StudyResult result = run(name, 1);
    assertThat(result.tables()).isNotEmpty();
    assertThat(result.tables()).allSatisfy(table -> assertThat(rows(table)).isNotEmpty());
    assertThat(result.claims()).hasSizeGreaterThan(3);
    assertThat(result.claims())
        .allSatisfy(claim -> assertThat(claim.figures()).containsPattern("\\d"));
    assertThat(result.claims()).extracting(Claim::words).doesNotHaveDuplicates();
    assertThat(result.pictures()).isNotEmpty();
    assertThat(result.pictures().values())
        .allSatisfy(picture -> assertThat(picture.panels()).allMatch(Panel::drawable));
  }

  @Test
  void study_sameSetup_measuresTheSame() throws IOException {
    List<Claim> claims = run("spa", 1).claims();
    assertThat(run("spa", 1).claims()).isEqualTo(claims);
    assertThat(run("spa", 2).claims()).isNotEqualTo(claims);
  }

  @Test
  void named_unknown_isNone() {
    assertThat(Studies.named("spam")).isEmpty();
    assertThat(Studies.named("spa")).isPresent();
    assertThat(Studies.names()).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void setup_effort_scalesAndIsChecked() throws IOException {
    Digits digits = SampleDigits.of(folder, 100);
    var half = new StudySetup(digits, 0.5, 1);
    assertThat(half.epochs(30)).isEqualTo(15);
    assertThat(half.seeds(5)).isEqualTo(3);
    assertThat(new StudySetup(digits, TINY, 1).epochs(30)).isEqualTo(2);
    assertThat(new StudySetup(digits, TINY, 1).seeds(5)).isEqualTo(2);
    assertThatThrownBy(() -> new StudySetup(digits, 1.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("effort must be in (0, 1], was 1.5");
  }

  private StudyResult run(String name, long seed) throws IOException {
    Study study = Studies.named(name).orElseThrow();
    return study.run(new StudySetup(SampleDigits.of(folder, 400), TINY, seed));
  }

  private static List<?> rows(StudyTable table) {
    return (List<?>) table.values().get("rows");
  }
}
