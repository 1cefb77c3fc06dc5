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
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibsvmSourceTest {
  private static final List<String> LIBSVM = List.of("data.format=libsvm");

  @TempDir private Path folder;

  @Test
  void read_noDimension_takesTheLargestIndex() throws IOException {
    Dataset<Row> rows = read(LIBSVM, input("data.train", write("1 1:2\n# comment\n\n0 3:4\n")));
    assertThat(rows.collectAsList())
        .extracting(row -> row.getDouble(0), row -> row.<Vector>getAs(1))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                1.0, Vectors.sparse(3, new int[] {0}, new double[] {2})),
            org.assertj.core.groups.Tuple.tuple(
                0.0, Vectors.sparse(3, new int[] {2}, new double[] {4})));
  }

  @Test
  void read_labelColumn_isNamedAsSet() throws IOException {
    Dataset<Row> rows =
        read(
            List.of("data.format=libsvm", "data.labelColumn=target", "data.numFeatures=5"),
            input("data.train", write("1 1:2\n")));
    assertThat(rows.columns()).containsExactly("target", "features");
    assertThat(FeaturesColumn.dimension(rows.schema())).contains(5);
  }

  @Test
  void read_testRows_haveTheDimensionOfTheTrainingRows() throws IOException {
    Dataset<Row> train = read(LIBSVM, input("data.train", write("1 4:2\n")));
    Dataset<Row> test =
        read(LIBSVM, input("data.test", write("1 1:2\n")), Optional.of(train.schema()));
    assertThat(test.head().<Vector>getAs("features").size()).isEqualTo(4);
  }

  @Test
  void read_testRowsWithMoreFeatures_areRefused() throws IOException {
    Dataset<Row> train = read(LIBSVM, input("data.train", write("1 4:2\n")));
    Path test = write("1 5:2\n");
    assertThatThrownBy(() -> read(LIBSVM, input("data.test", test), Optional.of(train.schema())))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "data.test: feature index 5 is beyond the 4 features that the model is trained on (in "
                + test
                + "); data.numFeatures sets their number");
  }

  @Test
  void read_indexBeyondNumFeatures_isRefused() throws IOException {
    Path file = write("1 9:2\n");
    assertThatThrownBy(
            () ->
                read(
                    List.of("data.format=libsvm", "data.numFeatures=8"), input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("index 9 is beyond the 8 features of data.numFeatures");
  }

  @Test
  void read_malformedLines_namesFileLineAndReason() throws IOException {
    Path file = write("1 1:2\n\n1 oops\n0 2:1\n0 2:1 1:1\n");
    assertThatThrownBy(() -> read(LIBSVM, input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("data.train: 2 malformed LIBSVM lines. First: file:")
        .hasMessageContaining(file + ", line 3: 'oops' is not index:value: 1 oops");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "rows", ".libsvm"), text);
  }
}
