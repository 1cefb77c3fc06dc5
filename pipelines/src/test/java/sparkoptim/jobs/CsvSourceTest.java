// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparkoptim.jobs.SourceTesting.input;
import static sparkoptim.jobs.SourceTesting.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvSourceTest {
  private static final List<String> CSV = List.of("data.format=csv");

  @TempDir private Path folder;

  @Test
  void read_header_namesAndTypesTheColumns() throws IOException {
    Dataset<Row> rows = read(CSV, input("data.train", write("age,job\n30,clerk\n41,smith\n")));
    assertThat(rows.schema().toDDL()).isEqualTo("age INT,job STRING");
    assertThat(rows.count()).isEqualTo(2);
  }

  @Test
  void read_options_standOverTheDefaults() throws IOException {
    Dataset<Row> rows =
        read(
            List.of("data.format=csv", "data.options.sep=;", "data.options.HEADER=false"),
            input("data.train", write("30; clerk\n")));
    assertThat(rows.schema().toDDL()).isEqualTo("_c0 INT,_c1 STRING");
  }

  @Test
  void read_schema_isTaken() throws IOException {
    Dataset<Row> rows =
        read(
            List.of("data.format=csv", "data.schema=age DOUBLE, job STRING"),
            input("data.train", write("age,job\n30,clerk\n")));
    assertThat(rows.head().getDouble(0)).isEqualTo(30);
  }

  @Test
  void read_rowsThatDoNotFit_areCountedAndShown() throws IOException {
    Path file = write("age,job\n30,clerk\n41\n7,a,b\n");
    assertThatThrownBy(() -> read(CSV, input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.train: 2 of 3 rows do not fit the columns")
        .hasMessageContaining("First: file:")
        .hasMessageEndingWith(": 41");
  }

  @Test
  void read_testValueOfAnotherType_isRefused() throws IOException {
    Dataset<Row> train = read(CSV, input("data.train", write("age,job\n30,clerk\n")));
    Path test = write("age,job\nold,clerk\n");
    assertThatThrownBy(() -> read(CSV, input("data.test", test), Optional.of(train.schema())))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.test: 1 of 1 rows do not fit");
  }

  @Test
  void read_testWithColumnsInAnotherOrder_isReadByName() throws IOException {
    Dataset<Row> train = read(CSV, input("data.train", write("age,job\n30,clerk\n")));
    Path test = write("job,age\nsmith,41\n");
    Dataset<Row> rows = read(CSV, input("data.test", test), Optional.of(train.schema()));
    assertThat(rows.schema()).isEqualTo(train.schema());
    assertThat(rows.head().getInt(0)).isEqualTo(41);
  }

  @Test
  void read_testWithAnotherHeader_isRefused() throws IOException {
    Dataset<Row> train = read(CSV, input("data.train", write("age,job\n30,clerk\n")));
    Path test = write("job,years\nclerk,30\n");
    assertThatThrownBy(() -> read(CSV, input("data.test", test), Optional.of(train.schema())))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("data.test: the header of")
        .hasMessageContaining("job, years")
        .hasMessageEndingWith("; missing: age; not known: years");
  }

  @Test
  void read_modeSet_isSparksOwnWay() throws IOException {
    Dataset<Row> rows =
        read(
            List.of("data.format=csv", "data.options.mode=DROPMALFORMED"),
            input("data.train", write("age,job\n30,clerk\n41\n")));
    assertThat(rows.collectAsList()).hasSize(1);
  }

  @Test
  void read_emptyFile_isRefused() throws IOException {
    Path file = write("");
    assertThatThrownBy(() -> read(CSV, input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessage("data.train: no rows in " + file);
  }

  @Test
  void read_wrongSchema_isRefused() throws IOException {
    Path file = write("a\n1\n");
    assertThatThrownBy(
            () -> read(List.of("data.format=csv", "data.schema=a INTT"), input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.schema is not a list of columns");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "rows", ".csv"), text);
  }
}
