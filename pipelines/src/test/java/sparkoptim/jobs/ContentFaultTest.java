// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a file, or a row, and what is in the way of reading it. */
final class ContentFaultTest {
  private static final Input INPUT = new Input("data.new", "/day", Optional.empty());

  static Stream<IOException> damaged() {
    return Stream.of(
        new EOFException("cut"),
        new ZipException("no gzip"),
        new ChecksumException("sum", 0),
        new MalformedInputException(1));
  }

  static Stream<Exception> unread() {
    return Stream.of(
        new AccessControlException("denied"),
        new AccessDeniedException("s3a://rows/a.csv", null, "403"),
        new FileNotFoundException("replaced"),
        new NoSuchFileException("replaced"),
        new IOException("no class", new ClassNotFoundException("a.Codec")),
        new IOException("no credentials", new IllegalStateException("expired")));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void explained_damagedFile_isItsContent(IOException damage) {
    assertThat(ReadFailure.explained(INPUT, inTask(damage))).isInstanceOf(ContentException.class);
  }

  @ParameterizedTest
  @MethodSource("unread")
  void explained_fileThatIsNotRead_isNotItsContent(Exception cause) {
    assertThat(ReadFailure.explained(INPUT, inTask(cause))).isExactlyInstanceOf(JobException.class);
    assertThat(ContentFault.isOfRows(inTask(new AccessDeniedException("a.csv")))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void isOfRows_whatATaskThrew_isOneAndWhatAStageRefusesIsNone(IOException damage) {
    assertThat(ContentFault.isOfRows(inTask(damage))).isTrue();
    assertThat(ContentFault.isOfRows(new IllegalArgumentException("layers must", damage)))
        .isFalse();
  }

  private static SparkException inTask(Exception cause) {
    return new SparkException("Job aborted due to stage failure", cause);
  }
}
