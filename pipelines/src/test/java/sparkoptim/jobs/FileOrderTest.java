// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static sparkoptim.jobs.SourceTesting.input;
import static sparkoptim.jobs.SourceTesting.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Spark orders pieces of files by size: these rows come back in another order than the files'. */
final class FileOrderTest {
  private static final int[] FILES = {40, 900, 3, 400};

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"700", "5000", "128m"})
  void ordered_severalFilesInSmallPieces_isTheOrderOfTheFiles(String pieceBytes)
      throws IOException {
    int next = 0;
    for (int i = 0; i < FILES.length; i++) {
      write("part-" + i, next, FILES[i]);
      next += FILES[i];
    }
    assertThat(places(pieceBytes, folder)).isEqualTo(LongStream.range(0, next).boxed().toList());
  }

  @Test
  void ordered_oneFile_isItsOrder() throws IOException {
    write("rows", 0, 1000);
    assertThat(places("500", folder.resolve("rows")))
        .isEqualTo(LongStream.range(0, 1000).boxed().toList());
  }

  /** The places of rows whose label is their true place, sorted by it. */
  private static List<Long> places(String pieceBytes, Path path) {
    SparkSession spark = TestSession.get();
    String former = spark.conf().get("spark.sql.files.maxPartitionBytes");
    spark.conf().set("spark.sql.files.maxPartitionBytes", pieceBytes);
    try {
      Dataset<Row> rows =
          read(List.of("data.format=libsvm", "data.labelColumn=place"), input("data.train", path));
      return FileOrder.ordered(rows).collect().stream()
          .sorted(Comparator.comparing(row -> row._1().getDouble(0)))
          .map(Tuple2::_2)
          .toList();
    } finally {
      spark.conf().set("spark.sql.files.maxPartitionBytes", former);
    }
  }

  private void write(String name, int from, int rows) throws IOException {
    String text =
        IntStream.range(from, from + rows)
            .mapToObj(place -> place + " 1:0.25\n")
            .collect(Collectors.joining());
    Files.writeString(folder.resolve(name), text);
  }
}
