// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingDataTest {
  @TempDir private Path folder;

  @Test
  void read_testEvery_splitsInFileOrder() throws IOException {
    Path file = libsvm(IntStream.range(0, 10).toArray());
    TrainingData data = read("data.train=" + file, "data.split.testEvery=5");
    assertThat(labels(data.train())).containsExactly(0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0);
    assertThat(labels(data.test().orElseThrow())).containsExactly(4.0, 9.0);
  }

  @Test
  void read_first_splitsInFileOrder() throws IOException {
    TrainingData data = read("data.train=" + libsvm(5, 6, 7), "data.split.first=2");
    assertThat(labels(data.train())).containsExactly(5.0, 6.0);
    assertThat(labels(data.test().orElseThrow())).containsExactly(7.0);
    assertThat(FeaturesColumn.dimension(data.train().schema())).contains(1);
  }

  @Test
  void read_sortedLabels_areRecodedInBoth() throws IOException {
    TrainingData data =
        read(
            "data.train=" + libsvm(3, -1, 10),
            "data.test=" + libsvm(10, -1),
            "data.relabel=sorted");
    assertThat(labels(data.train())).containsExactly(1.0, 0.0, 2.0);
    assertThat(labels(data.test().orElseThrow())).containsExactly(2.0, 0.0);
    assertThat(data.labels().orElseThrow().values()).containsExactly(-1.0, 3.0, 10.0);
  }

  @Test
  void read_sortedTexts_areRecoded() throws IOException {
    TrainingData data =
        read(
            "data.format=csv",
            "data.train=" + csv("label,x\nno,1\nyes,2\nmaybe,3\n"),
            "data.relabel=sorted");
    assertThat(labels(data.train())).containsExactly(1.0, 2.0, 0.0);
    assertThat(data.labels().orElseThrow().values()).containsExactly("maybe", "no", "yes");
  }

  @Test
  void read_labelThatTrainingHasNot_isRefused() throws IOException {
    refused("data.train=" + libsvm(1, 2), "data.test=" + libsvm(2, 7, 7), "data.relabel=sorted")
        .hasMessage(
            "the test rows: 2 rows have a label that no training row has, such as 7.0; known:"
                + " [1.0, 2.0]");
  }

  @Test
  void read_emptyLabels_areRefused() throws IOException {
    refused("data.format=csv", "data.train=" + csv("label,x\n1,1\n,2\n"), "data.relabel=sorted")
        .hasMessage("data.relabel = sorted: column label has nulls");
  }

  @Test
  void read_labelsBeyond64Bits_areRecoded() throws IOException {
    Path file = csv("label,x\n99999999999999999999,1\n1,2\n");
    TrainingData data = read("data.format=csv", "data.train=" + file, "data.relabel=sorted");
    assertThat(labels(data.train())).containsExactly(1.0, 0.0);
  }

  @Test
  void read_labelsThatAreNoClasses_areRefused() throws IOException {
    refused(
            "data.format=csv",
            "data.train=" + csv("label,x\n2026-01-01,1\n"),
            "data.relabel=sorted")
        .hasMessageContaining("column label is of type date, and labels are numbers, texts");
    Path latin =
        Files.write(
            folder.resolve("latin.csv"),
            "label,x\né,1\nè,2\n".getBytes(StandardCharsets.ISO_8859_1));
    refused("data.format=csv", "data.train=" + latin, "data.relabel=sorted")
        .hasMessageContaining("data.options.encoding = windows-1252");
  }

  @Test
  void read_labelsThatAreNotUtf8_areToldOfAnEncodingInCsvAlone() throws IOException {
    Path json = Files.writeString(folder.resolve("b.json"), "{\"label\":\"\uFFFD\",\"x\":1}\n");
    refused("data.format=json", "data.train=" + json, "data.relabel=sorted")
        .hasMessageContaining("has texts that are not in UTF-8")
        .hasMessageNotContaining("encoding");
  }

  @Test
  void read_columnsThatAreOneForSpark_areRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\"label\":1,\"x\":1,\"X\":2}\n");
    refused("data.format=json", "data.train=" + file)
        .hasMessageContaining("has the columns X and x, which are one for Spark");
  }

  @Test
  void read_manyLabels_areRefused() throws IOException {
    Path file = libsvm(IntStream.range(0, 1001).toArray());
    refused("data.train=" + file, "data.relabel=sorted").hasMessageContaining("are they classes?");
  }

  @Test
  void read_missingFile_isRefused() throws IOException {
    refused("data.train=" + folder + "/none")
        .hasMessage("data.train: no such file: " + folder + "/none");
    refused("data.train=" + libsvm(1), "data.test=" + folder + "/none")
        .hasMessage("data.test: no such file: " + folder + "/none");
  }

  @Test
  void read_emptyInput_isRefused() throws IOException {
    Path empty = libsvm();
    refused("data.train=" + empty).hasMessage("data.train: no rows in " + empty);
    refused("data.train=" + libsvm(1), "data.test=" + empty)
        .hasMessage("data.test: no rows in " + empty);
    Path header = csv("label,x\n");
    refused("data.format=csv", "data.train=" + header)
        .hasMessage("data.train: no rows in " + header);
  }

  @Test
  void read_splitThatLeavesNothing_isRefused() throws IOException {
    refused("data.train=" + libsvm(1, 2), "data.split.first=2")
        .hasMessage("data.split leaves no rows to test with: First[first=2]");
  }

  @Test
  void read_noLabelColumn_namesTheNearest() throws IOException {
    Path file = csv("lable,x\n1,2\n");
    refused("data.format=csv", "data.train=" + file)
        .hasMessage(
            "data.train: no label column label in "
                + file
                + " (data.labelColumn names it); did you mean lable?");
  }

  @Test
  void read_notParquet_isRefused() throws IOException {
    refused("data.format=parquet", "data.train=" + csv("label,x\n1,2\n"))
        .hasMessageContaining("data.train: not a Parquet file (it does not begin with PAR1)");
  }

  @Test
  void read_parquet_isSplitToo() throws IOException {
    String path = folder.resolve("parquet").toString();
    SourceTesting.read(List.of("data.format=libsvm"), SourceTesting.input("x", libsvm(0, 1, 2, 3)))
        .coalesce(1)
        .write()
        .parquet(path);
    TrainingData data = read("data.format=parquet", "data.train=" + path, "data.split.testEvery=2");
    assertThat(labels(data.test().orElseThrow())).containsExactly(1.0, 3.0);
  }

  @Test
  void read_labelOfTexts_isRefusedWithWhatToSet() throws IOException {
    Path plain = csv("x,label\n1,yes\n2,no\n");
    refused("data.format=csv", "data.train=" + plain)
        .hasMessageEndingWith(
            "the label column label is one of texts: data.relabel = sorted makes 0, 1, 2, ... of"
                + " them");
    Path nearly = csv("x,label\n1,1\n2,0\n3,1\n4,NA\n");
    refused("data.format=csv", "data.train=" + nearly)
        .hasMessageContaining("one of texts because")
        .hasMessageEndingWith("data.options.nullValue = \"NA\"");
  }

  private static AbstractThrowableAssert<?, ?> refused(String... settings) {
    return assertThatThrownBy(() -> read(settings)).isInstanceOf(JobException.class);
  }

  private static TrainingData read(String... settings) {
    String[] all = new String[settings.length + 1];
    all[0] = "data.format=libsvm";
    System.arraycopy(settings, 0, all, 1, settings.length);
    return TrainingData.read(TestSession.get(), SourceTesting.train(all), true);
  }

  private static List<Double> labels(Dataset<Row> rows) {
    return rows.select("label").javaRDD().map(row -> row.getDouble(0)).collect();
  }

  private Path libsvm(int... labels) throws IOException {
    String text =
        IntStream.of(labels).mapToObj(label -> label + " 1:1\n").collect(Collectors.joining());
    return Files.writeString(Files.createTempFile(folder, "rows", ".libsvm"), text);
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "rows", ".csv"), text);
  }
}
