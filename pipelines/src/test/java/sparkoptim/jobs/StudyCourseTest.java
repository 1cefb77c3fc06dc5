// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.study.Deadline;
import sparkoptim.study.Digits;
import sparkoptim.study.FinishedRuns;
import sparkoptim.study.SampleDigits;
import sparkoptim.study.Studies;
import sparkoptim.study.Study;
import sparkoptim.study.StudyResult;
import sparkoptim.study.StudySetup;

/** Studies that stop and go on. */
final class StudyCourseTest {
  private static final double LONG = 1e6;

  @TempDir private Path folder;
  private Digits digits;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void read() throws IOException {
    digits = Digits.read(SampleDigits.write(folder.resolve("digits.libsvm"), 300));
  }

  private StudySettings settings(Optional<Integer> epochs, int seeds, Optional<Double> budget) {
    return new StudySettings(
        folder,
        folder.resolve("out").toString(),
        1,
        1,
        epochs,
        Optional.of(seeds),
        Optional.empty(),
        budget);
  }

  private StudyCourse course(Study study, StudySettings settings) {
    return new StudyCourse(study, settings, digits);
  }

  private StudyResult run(StudyCourse course) {
    return course.run(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private List<String> runs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out/runs"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private static Study taso() {
    return Studies.named("taso").orElseThrow();
  }

  @Test
  void run_again_readsEveryFinishedRunAndFindsTheSame() throws IOException {
    StudySettings small = settings(Optional.of(2), 2, Optional.empty());
    List<?> claims = run(course(taso(), small)).claims();
    List<String> finished = runs();
    assertThat(finished).hasSizeGreaterThan(50);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    Files.writeString(Path.of(finished.get(0)), "damaged");
    assertThat(run(course(taso(), small)).claims()).isEqualTo(claims);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("%d of %d runs were there".formatted(finished.size() - 1, finished.size()));
    assertThat(runs()).isEqualTo(finished);
    run(course(taso(), settings(Optional.of(3), 2, Optional.empty())));
    assertThat(runs()).hasSizeGreaterThan(finished.size());
  }

  /** With time enough it is the study of all seeds, to the bit. */
  @Test
  void run_withABudget_addsSeedsUpToAll() {
    List<?> whole =
        taso().run(new StudySetup(digits, 1, 1, 2.0 / 40, 4, finished(), deadline())).claims();
    StudyCourse course = course(taso(), settings(Optional.of(2), 4, Optional.of(LONG)));
    assertThat(run(course).claims()).isEqualTo(whole);
    assertThat(course.seeds()).contains(4);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static FinishedRuns finished() {
    return FinishedRuns.inMemory();
  }

  private static Deadline deadline() {
    return Deadline.NONE;
  }

  /** A study makes two at least, and its record says what was asked for. */
  @Test
  void settings_oneEpoch_isRefused() {
    assertThatThrownBy(() -> StudySettings.of("taso", List.of("data=" + folder, "epochs=1")))
        .isInstanceOf(JobException.class)
        .hasMessage("epochs must be >= 2, was 1");
    assertThat(StudySettings.of("taso", List.of("data=" + folder, "epochs=2")).epochs())
        .contains(2);
  }

  @Test
  void run_budgetTooSmall_saysSoAndKeepsWhatIsFinished() {
    StudyCourse course = course(taso(), settings(Optional.empty(), 4, Optional.of(1e-9)));
    assertThatThrownBy(() -> run(course))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("budget: 0 seconds were not enough for 2 seeds; finished runs are");
  }
}
