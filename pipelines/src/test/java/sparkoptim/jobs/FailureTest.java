// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.checkpoint.CheckpointException;

final class FailureTest {

  @Test
  void of_jobException_isItsMessage() {
    assertThat(Failure.of(new JobException("a is b"))).isEqualTo(new Failure(2, "a is b", false));
  }

  @Test
  void of_refusalInATask_isFoundBelowSparksException() {
    var refusal = new IllegalArgumentException("requirement failed: k must be 1\nand more");
    assertThat(Failure.of(new SparkException("Job aborted", refusal)))
        .isEqualTo(new Failure(2, "k must be 1 (--stacktrace shows where)", false));
  }

  @Test
  void of_fileThatEndsEarly_is2() {
    assertThat(Failure.of(new UncheckedIOException(new EOFException("early"))))
        .isEqualTo(new Failure(2, "EOFException: early (--stacktrace shows where)", false));
  }

  @Test
  void of_checkpointThatIsMissing_is2() {
    assertThat(Failure.of(new CheckpointException("no checkpoint")))
        .isEqualTo(new Failure(2, "no checkpoint", false));
  }

  @Test
  void of_anythingElse_is1WithItsTrace() {
    assertThat(Failure.of(new NullPointerException("oh")))
        .isEqualTo(new Failure(1, "unexpected: java.lang.NullPointerException: oh", true));
  }
}
