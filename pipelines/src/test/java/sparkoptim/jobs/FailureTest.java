// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.errors.QueryExecutionErrors;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.publish.PublicationBusyException;
import sparkoptim.engine.publish.PublicationException;

final class FailureTest {

  @Test
  void of_jobException_isItsMessage() {
    JobException refusal = new JobException("a is b");
    assertThat(Failure.of(refusal, false)).isEqualTo(new Failure(2, "a is b", true));
    assertThat(Failure.of(refusal, true)).isEqualTo(new Failure(65, "a is b", true));
    assertThat(Failure.of(refusal, true).line(refusal)).isEqualTo("a is b");
  }

  @Test
  void of_refusalInATask_isFoundBelowSparksException() {
    var refusal = new IllegalArgumentException("requirement failed: k must be 1\nand more");
    SparkException thrown = new SparkException("Job aborted", refusal);
    assertThat(Failure.of(thrown, true)).isEqualTo(new Failure(65, "k must be 1", false));
    assertThat(Failure.of(thrown, false).exitCode()).isEqualTo(2);
  }

  @Test
  void of_errorOfAnsiMode_saysTheWaysOut() {
    Exception zero = QueryExecutionErrors.divideByZeroError(null);
    Failure failure = Failure.of(new SparkException("Job aborted", zero), true);
    assertThat(failure.exitCode()).isEqualTo(65);
    assertThat(failure.message())
        .startsWith("[DIVIDE_BY_ZERO] ")
        .contains("-- --conf spark.sql.ansi.enabled=false");
  }

  @Test
  void line_notTheWholeExplanation_namesTheFileOfTheTrace() throws IOException {
    Exception thrown = new IllegalStateException("oh");
    String line = Failure.of(thrown, true).line(thrown);
    assertThat(line).matches("unexpected: IllegalStateException: oh \\(stack trace: .+\\)");
    Path trace = Path.of(line.substring(line.indexOf(": /") + 2, line.length() - 1));
    assertThat(trace).content().contains("at sparkoptim.jobs.FailureTest");
    Files.delete(trace);
  }

  @Test
  void of_fileThatEndsEarly_isRefusedWithItsName() {
    Exception early = new EOFException("early");
    assertThat(Failure.of(new UncheckedIOException((EOFException) early), true))
        .isEqualTo(new Failure(65, "EOFException: early", false));
    Exception task =
        new SparkException("Encountered error while reading file file:///a/b.csv. Details:", early);
    assertThat(Failure.of(task, true).message()).isEqualTo("file:///a/b.csv: EOFException: early");
  }

  @Test
  void of_whatMayGoWellLater_is75() {
    assertThat(Failure.of(new IOException("no answer"), true).exitCode()).isEqualTo(75);
    assertThat(Failure.of(new PublicationBusyException("another"), true))
        .isEqualTo(new Failure(75, "another", true));
  }

  @Test
  void of_badPlace_is2() {
    assertThat(Failure.of(new PublicationException("no"), true).exitCode()).isEqualTo(2);
    assertThat(
            Failure.of(new UnsupportedFileSystemException("No FileSystem for scheme \"foo\""), true)
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void of_checkpointThatIsMissing_isRefused() {
    assertThat(Failure.of(new CheckpointException("no checkpoint"), true))
        .isEqualTo(new Failure(65, "no checkpoint", true));
  }

  @Test
  void of_errorOfAJavaMachine_isALineToo() {
    Failure full = Failure.of(new OutOfMemoryError("Java heap space"), true);
    assertThat(full.exitCode()).isEqualTo(1);
    assertThat(full.message()).contains("Java heap space").contains("--driver-memory");
    assertThat(Failure.of(new StackOverflowError(), false).exitCode()).isEqualTo(2);
  }

  @Test
  void of_controlCharacters_areNotPrinted() {
    assertThat(Failure.of(new IllegalArgumentException("a\u001b[31m\tb"), true).message())
        .isEqualTo("a\\u001b[31m\\u0009b");
  }

  @Test
  void of_anythingElse_is1() {
    assertThat(Failure.of(new NullPointerException("oh"), true))
        .isEqualTo(new Failure(1, "unexpected: NullPointerException: oh", false));
  }
}
