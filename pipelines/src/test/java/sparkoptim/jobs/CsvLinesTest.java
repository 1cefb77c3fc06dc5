// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are cut here beside Spark's reader. */
final class CsvLinesTest {
  private static final int LINES = 3_000;
  private static final int WIDTH = 3;
  private static final String CORRUPT = "__corrupt";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sep=;",
        "sep=\\t",
        "sep=||",
        "quote='",
        "quote=",
        "escape=\"",
        "comment=#",
        "ignoreLeadingWhiteSpace=true,ignoreTrailingWhiteSpace=true",
        "emptyValue=none"
      })
  void row_randomLines_isWhatSparkReads(String options) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), lines(options.hashCode()));
    Map<String, String> set = new HashMap<>();
    for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
      set.put(option.replaceFirst("=.*", ""), option.replaceFirst("^[^=]*=", ""));
    }
    CsvDialect dialect = CsvDialect.of(set);
    assertThat(CsvLines.take(dialect, StandardCharsets.UTF_8)).isTrue();
    List<List<String>> ours = ours(dialect, file);
    List<List<String>> sparks = sparks(dialect, file);
    assertThat(ours).hasSameSizeAs(sparks).hasSizeGreaterThan(LINES / 2);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i)).as("row %d of %s", i, options).isEqualTo(sparks.get(i));
    }
  }

  /** Characters that mean something somewhere, in any order. */
  private static String lines(int seed) {
    String alphabet = "ab1.,,,;;\t|\"\"'\\# é ";
    var random = new Random(seed);
    var text = new StringBuilder();
    for (int line = 0; line < LINES; line++) {
      int length = random.nextInt(12);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  private static List<List<String>> ours(CsvDialect dialect, Path file) {
    SparkSession spark = TestSession.get();
    CsvLines lines = CsvLines.of(dialect, List.of("a", "b", "c"), Map.of());
    var guard = new FileGuard(spark, FileGuard.HeadRows.NONE, lines);
    List<List<String>> rows = new ArrayList<>();
    try (RowBlocks blocks = guard.keep(spark.read().text(file.toString()))) {
      CsvRow row = lines.row();
      for (RowBlock block : blocks.blocks().collect()) {
        for (int i = 0; i < block.size(); i++) {
          row.move(block, i);
          List<String> values = new ArrayList<>();
          for (int column = 0; column < WIDTH; column++) {
            values.add(row.isNull(column) ? null : row.text(column).toString());
          }
          values.add(row.fits() ? null : row.whole());
          rows.add(values);
        }
      }
    }
    return rows;
  }

  private static List<List<String>> sparks(CsvDialect dialect, Path file) {
    Dataset<Row> read =
        TestSession.get()
            .read()
            .options(dialect.asTexts(CORRUPT, StandardCharsets.UTF_8))
            .schema(StructType.fromDDL("a STRING, b STRING, c STRING, " + CORRUPT + " STRING"))
            .csv(file.toString());
    List<List<String>> rows = new ArrayList<>();
    for (Row row : read.collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int column = 0; column <= WIDTH; column++) {
        values.add(row.getString(column));
      }
      rows.add(values);
    }
    return rows;
  }
}
