// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparkoptim.jobs.SourceTesting.input;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV as pandas, R, Excel and others write it. */
final class CsvWorldTest {
  private static final String TABLE = "x,job,label\n1.5,clerk,0\n2,smith,1\n";

  @TempDir private Path folder;

  @Test
  void read_unnamedIndexColumn_hasSparksName() throws IOException {
    Dataset<Row> rows = read(write(",a,y\n0,1.5,yes\n1,2,no\n"));
    assertThat(rows.schema().toDDL()).isEqualTo("_c0 INT,a DOUBLE,y STRING");
  }

  @Test
  void read_namesOfRowsAsRWritesThem_makeAColumn() throws IOException {
    Path file = write("\"a\" \"y\"\n\"r1\" 1.5 \"yes\"\n\"r2\" 2 \"no\"\n");
    Dataset<Row> rows = read(file, "data.options.sep=\" \"");
    assertThat(rows.columns()).containsExactly("_c0", "a", "y");
    assertThat(rows.head().getString(0)).isEqualTo("r1");
  }

  @Test
  void read_rowsThatEndWithASeparator_areNoRowsOfR() throws IOException {
    refused(write("a,y\n1.5,1,\n2,0,\n"), "data.train: 2 of 2 rows do not fit the columns");
    assertThatThrownBy(() -> read(write("a,y\n1.5,1,\n2,0,\n")))
        .hasMessageContaining("rows end with a separator");
  }

  @Test
  void read_sameNameTwice_isNumbered() throws IOException {
    assertThat(read(write("x,x,y\n1,2,3\n")).columns()).containsExactly("x0", "x1", "y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void read_markAndLinesOfWindows_areNoPartOfTheTable(String charset) throws IOException {
    String mark = charset.equals("UTF-16") ? "" : "\uFEFF"; // which UTF-16 writes by itself
    byte[] bytes = (mark + TABLE.replace("\n", "\r\n")).getBytes(Charset.forName(charset));
    assertTable(read(Files.write(folder.resolve("rows.csv"), bytes)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-1252", "KOI8-R", "GB18030", "Shift_JIS"})
  void read_textsThatAreNotUtf8_areRefusedUnlessTheirCharsetIsSet(String charset)
      throws IOException {
    String word = charset.equals("windows-1252") ? "caf\u00E9" : "\u043C\u0438\u0440";
    String setting = "data.options.encoding=" + charset;
    byte[] bytes = ("x,job\n1,clerk\n2," + word + "\n").getBytes(Charset.forName(charset));
    Path file = Files.write(folder.resolve("rows.csv"), bytes);
    refused(file, "data.train: file:" + file + ", row 2 is not in UTF-8: '");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("data.options.encoding = windows");
    assertThat(read(file, setting).collectAsList().get(1).getString(1)).isEqualTo(word);
    assertThat(read(file, "data.options.encoding=UTF-8").count()).isEqualTo(2);
    bytes = ("x,job\n1,\"a, b\"\n2,\"" + word + "\"\n").getBytes(Charset.forName(charset));
    Path quoted = Files.write(folder.resolve("quoted.csv"), bytes);
    refused(quoted, "data.train: file:" + quoted + ", row 2 is not in UTF-8: '");
    assertThatThrownBy(() -> read(quoted, "data.options.multiLine=true"))
        .hasMessageContaining("row 2 is not in UTF-8: '");
    assertThat(read(quoted, setting).collectAsList().get(1).getString(1)).isEqualTo(word);
    bytes = (word + ",job\n1,clerk\n").getBytes(Charset.forName(charset));
    Path header = Files.write(folder.resolve("header.csv"), bytes);
    refused(header, "data.train: file:" + header + ", header is not in UTF-8");
    assertThat(read(header, setting).columns()).containsExactly(word, "job");
  }

  @Test
  void read_textOfOtherFormatsThatIsNotUtf8_saysHowToConvertIt() throws IOException {
    String json = "{\"x\": 1}\n";
    for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32BE")) {
      for (String mark : List.of("", "\uFEFF")) {
        Path file = folder.resolve("rows.json");
        Files.write(file, (mark + json).getBytes(Charset.forName(charset)));
        for (String format : List.of("json", "libsvm")) {
          assertThatThrownBy(
                  () ->
                      SourceTesting.read(List.of("data.format=" + format), input("data.new", file)))
              .isInstanceOf(ContentException.class)
              .hasMessageMatching(".*rows.json is in UTF-\\d\\d.*, as iconv -f UTF-.* does");
        }
      }
    }
  }

  @Test
  void read_beyondTheParsersLimits_namesTheOption() throws IOException {
    Path wide = write("a,".repeat(20_500) + "b\n");
    assertThatThrownBy(() -> read(wide)).hasMessageContaining("data.options.maxColumns");
    assertThatThrownBy(() -> read(write(TABLE), "data.options.maxCharsPerColumn=2"))
        .hasMessageContaining("data.options.maxCharsPerColumn; -1 takes any");
  }

  @Test
  void read_packed_isUnpacked() throws IOException {
    byte[] plain = TABLE.getBytes(StandardCharsets.UTF_8);
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(plain);
    }
    assertTable(read(Files.write(folder.resolve("a.csv.gz"), zipped.toByteArray())));
    assertTable(read(Files.write(folder.resolve("a.csv.zst"), Zstd.compress(plain))));
  }

  @Test
  void read_filesWithColumnsInAnotherOrder_areReadByName() throws IOException {
    Path days = Files.createDirectories(folder.resolve("days"));
    Files.writeString(days.resolve("1.csv"), TABLE);
    Files.writeString(days.resolve("2.csv"), "label,x,job\n1,7,cook\n");
    Dataset<Row> rows = read(days);
    assertThat(rows.schema().toDDL()).isEqualTo("x DOUBLE,job STRING,label INT");
    assertThat(rows.where("job = 'cook'").head().getDouble(0)).isEqualTo(7);
    assertThat(rows.count()).isEqualTo(3);
  }

  @Test
  void read_fileWithoutAColumn_isRefusedByName() throws IOException {
    Path days = Files.createDirectories(folder.resolve("days"));
    Files.writeString(days.resolve("1.csv"), TABLE);
    Files.writeString(days.resolve("2.csv"), "label,job\n1,cook\n");
    assertThatThrownBy(() -> read(days))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("2.csv is (label, job)")
        .hasMessageEndingWith("; missing: x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5 NA 3   | of 'NA' in 1 rows: data.options.nullValue = \"NA\"",
        "1 ? 3 4 -  | data.options.nullValue = [\"-\", \"?\"]",
        "62,9 1,5 3 | of values such as '62,9': data.decimal = \",\"",
        "1,234.5 17 | of values such as '1,234.5': data.thousands = \",\"",
      })
  void read_columnThatIsNearlyNumbers_saysWhatToSet(String values, String expected)
      throws IOException {
    Path file = write("x;y\n" + values.strip().replace(" ", ";0\n") + ";0\n");
    Dataset<Row> rows = read(file, "data.options.sep=;");
    assertThat(rows.schema().apply("x").dataType().sql()).isEqualTo("STRING");
    String reason = TextReason.of(rows.schema().apply("x")).orElseThrow();
    assertThat(reason).endsWith(expected);
    String setting = reason.substring(reason.indexOf("data."));
    Dataset<Row> set = read(file, "data.options.sep=;", setting.replace(" = ", "="));
    assertThat(set.schema().apply("x").dataType().sql()).isIn("DOUBLE", "INT");
    assertThat(TextReason.of(set.schema().apply("x"))).isEmpty();
  }

  @Test
  void read_nameOfAColumnWithALineBreak_isOneName() throws IOException {
    Dataset<Row> rows = read(write("\"size\n(m)\",job\n1.5,clerk\n2,\"a\nb\"\n"));
    assertThat(rows.columns()).containsExactly("size\n(m)", "job");
    assertThat(rows.collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1.5,clerk]", "[2.0,a\nb]");
  }

  @Test
  void read_numberWithANul_isAText() throws IOException {
    Dataset<Row> rows = read(write("x\n 1\t\n2\u0000\n"));
    assertThat(rows.schema().apply("x").dataType().sql()).isEqualTo("STRING");
    assertThat(read(write("x\n 1\t\n2\n")).schema().apply("x").dataType().sql()).isEqualTo("INT");
  }

  @Test
  void read_plainTexts_haveNoReason() throws IOException {
    Dataset<Row> rows =
        read(write("ticket\nA12\n113803\nB7\nPC 3\n12\n5\n9\nC\nD\nE\nF\nG\nH\nI\n"));
    assertThat(TextReason.of(rows.schema().apply("ticket"))).isEmpty();
  }

  @Test
  void read_decimalComma_isANumber() throws IOException {
    Dataset<Row> rows =
        read(
            write("x;y\n1.234,5;1\n-2;0\n"),
            "data.options.sep=;",
            "data.decimal=\",\"",
            "data.thousands=.");
    assertThat(rows.collectAsList())
        .extracting(row -> row.getDouble(0))
        .containsExactly(1234.5, -2.0);
  }

  @Test
  void read_linesInFront_areLeftOut() throws IOException {
    assertTable(read(write("made by hand\n\n3 columns\n" + TABLE), "data.skipLines=3"));
  }

  @Test
  void read_javasNumbers_areTexts() throws IOException {
    assertThat(read(write("id\n1d\n2f\n0x1p3\n")).schema().toDDL()).isEqualTo("id STRING");
  }

  @Test
  void read_types_areTheNarrowestThatFit() throws IOException {
    String row = "1,3000000000,1e3,true,2024-02-29,2024-02-29 10:11:12,12345678901234567890,x,\n";
    Dataset<Row> rows = read(write("i,l,d,b,day,at,big,text,none\n" + row));
    assertThat(rows.schema().toDDL())
        .isEqualTo(
            "i INT,l BIGINT,d DOUBLE,b BOOLEAN,day DATE,at TIMESTAMP,big DECIMAL(38,0),text"
                + " STRING,none STRING");
    Row values = rows.head();
    assertThat(values.getLong(1)).isEqualTo(3_000_000_000L);
    assertThat(values.getDouble(2)).isEqualTo(1000);
    assertThat(values.getBoolean(3)).isTrue();
    assertThat(values.getDate(4)).hasToString("2024-02-29");
    assertThat(values.getTimestamp(5)).hasToString("2024-02-29 10:11:12.0");
    assertThat(values.getDecimal(6)).hasToString("12345678901234567890");
    assertThat(values.isNullAt(8)).isTrue();
  }

  @Test
  void read_datesAsTheUserWritesThem_areDates() throws IOException {
    Dataset<Row> rows =
        read(write("day,x\n31.12.2024,1\n,2\n"), "data.options.dateFormat=dd.MM.yyyy");
    assertThat(rows.schema().toDDL()).isEqualTo("day DATE,x INT");
    assertThat(rows.head().getDate(0)).hasToString("2024-12-31");
  }

  @Test
  void read_brokenFile_isNamed() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      byte[] row = new byte[64];
      for (int i = 0; i < 4000; i++) {
        Arrays.fill(row, (byte) ('a' + i * 7919 % 26));
        row[63] = '\n';
        gzip.write(row);
      }
    }
    byte[] half = Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2);
    Path cut = Files.write(folder.resolve("cut.csv.gz"), half);
    refused(cut, "data.train: cannot read file:" + cut + ": it ends too early");
    Path fake = Files.writeString(folder.resolve("fake.csv.gz"), TABLE);
    refused(fake, "data.train: cannot read file:" + fake + ": not a gzip file");
    for (String packer : List.of("snappy", "lz4")) { // which would take gigabytes
      Path text = Files.writeString(folder.resolve("fake.csv." + packer), TABLE);
      refused(text, "data.train: cannot read file:" + text + ": not a ." + packer + " file");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1F8B0800   | is packed by gzip, which readers know by its name: let it end in .gz",
        "504B0304   | is a ZIP file, as workbooks of Excel are",
        "25504446 2D | is a PDF",
        "50415231   | holds parquet: data.format = parquet",
        "3C68746D6C3E | is a page of HTML",
        "78000000 2C000000 | is in UTF-32 without a byte order mark: data.options.encoding = UTF-32LE",
        "78002C007900 2C00 | is in UTF-16 without a byte order mark: data.options.encoding = UTF-16LE",
      })
  void read_filesThatAreNoText_areNamed(String beginning, String expected) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(beginning.replace(" ", ""));
    Path file = Files.write(folder.resolve("rows.csv"), bytes);
    refused(file, "file:" + file + " " + expected);
    assertThatThrownBy(
            () -> SourceTesting.read(List.of("data.format=json"), input("data.train", file)))
        .hasMessageContaining(expected.contains("UTF-") ? "iconv -f UTF-" : expected);
  }

  @Test
  void read_nameThatLooksLikeAPattern_isAName() throws IOException {
    for (String name : List.of("a[1].csv", "b{x}.csv", "c*.csv")) {
      assertTable(read(Files.writeString(folder.resolve(name), TABLE)));
    }
    assertThatThrownBy(
            () -> Inputs.exists(TestSession.get(), input("data.train", folder + "/[.csv")))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.train: cannot look for " + folder + "/[.csv: Illegal file");
  }

  private void refused(Path file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(message);
  }

  private static void assertTable(Dataset<Row> rows) {
    assertThat(rows.schema().toDDL()).isEqualTo("x DOUBLE,job STRING,label INT");
    assertThat(rows.collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1.5,clerk,0]", "[2.0,smith,1]");
  }

  private static Dataset<Row> read(Path path, String... settings) {
    List<String> all = new ArrayList<>(List.of("data.format=csv"));
    all.addAll(List.of(settings));
    return SourceTesting.read(all, input("data.train", path));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "rows", ".csv"), text);
  }
}
