// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of exit codes in docs/jobs.md holds for every command. */
final class CommandEndsTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void session() {
    TestSession.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "score", "retrain", "monitor", "plan"})
  void configuration_thatIsNone_is2(String command) throws IOException {
    ends(2, "no such config file", command, "/no/such.conf");
    ends(2, "unknown key nope", command, write("nope = 1"));
    ends(2, "not a HOCON file", command, write("a {"));
    ends(2, "No FileSystem for scheme \"foo\"", command, "foo://host/a.conf");
    ends(2, "CONFIG", command);
    ends(2, "unknown option --nope", command, "a.conf", "--nope");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 'unknown command trian', trian",
    "2, 'a command is missing', ''",
    "65, 'no such file or folder', inspect /no/such",
    "65, 'neither a model', inspect FOLDER",
    "2, 'No FileSystem for scheme', inspect foo://host/a",
    "65, 'no such file: /no/such/metadata', convert /no/such /no/to",
    "2, '--backend must be torch, bigdl or core', convert /no/such /no/to --backend x",
    "2, 'there is none in', history /no/such",
    "2, 'takes no argument more', history /no/such more",
    "2, 'there is none in', rollback FOLDER",
    "2, 'there is none in', promote FOLDER v1",
    "2, 'there is none in', result FOLDER day",
    "2, 'unknown study', study nope",
    "2, 'unknown option --nope', doctor --nope",
    "2, 'did you mean predictions?', train a.conf predictoins=a",
  })
  void command_withNothingToWorkOn_isOneLine(int code, String message, String command)
      throws IOException {
    String line = command == null ? "" : command.replace("FOLDER", folder.toString());
    if (line.contains("a.conf")) {
      line = line.replace("a.conf", write("output = o"));
    }
    ends(code, message, line.isEmpty() ? new String[0] : line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "plan"})
  void data_thatAreMissingOrDamaged_are65(String command) throws IOException {
    ends(65, "no such file: /no/such", command, job("parquet", "/no/such"));
    Path empty = Files.createDirectories(folder.resolve("none"));
    ends(65, "data.train", command, job("parquet", empty.toString()));
    Path cut = Files.writeString(folder.resolve("cut.parquet"), "PAR1 and no more");
    ends(65, "cut.parquet", command, job("parquet", cut.toString()));
  }

  @Test
  void score_modelThatIsMissing_is65() throws IOException {
    ends(65, "model: no such file", "score", job("parquet", "/no/such"));
  }

  @Test
  void message_ofNamesWithControlCharacters_isOneLine() throws IOException {
    Path rows = Files.writeString(folder.resolve("a.csv"), "\"x\n\u001b[31m\",y\n1,2\n");
    ends(65, "x\\u000a", "train", job("csv", rows.toString()));
  }

  private void ends(int code, String message, String... command) {
    out.reset();
    err.reset();
    int ended =
        Main.run(command, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    String line = err.toString(UTF_8);
    assertThat(ended).as(Arrays.toString(command) + ": " + line).isEqualTo(code);
    assertThat(line).startsWith("spark-optim: ").contains(message);
    assertThat(line.lines()).as(line).hasSize(1);
  }

  private String write(String config) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "job", ".conf"), config).toString();
  }

  private String job(String format, String data) throws IOException {
    return write(
        """
        data {format = %s, train = "%s", score = "%s", features = all, labelColumn = nope}
        stage {class = LogisticRegression, params.maxIter = 1}
        output = "%s/out"
        """
            .formatted(format, data, data, folder));
  }
}
