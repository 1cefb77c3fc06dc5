// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static sparkoptim.jobs.SourceTesting.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(inOrder(pieceBytes, folder)).isEqualTo(next);
  }

  @Test
  void ordered_oneFile_isItsOrder() throws IOException {
    write("rows", 0, 1000);
    assertThat(inOrder("500", folder.resolve("rows"))).isEqualTo(1000);
  }

  /** Rows whose label is their true place: returns how many there are. */
  private static long inOrder(String pieceBytes, Path path) {
    SparkSession spark = TestSession.get();
    String former = spark.conf().get("spark.sql.files.maxPartitionBytes");
    spark.conf().set("spark.sql.files.maxPartitionBytes", pieceBytes);
    try {
      DataSettings settings =
          SourceTesting.data(List.of("data.format=libsvm", "data.labelColumn=place"));
      try (ReadRows read =
          ReadRows.open(
              DataFormat.source(settings), spark, input("data.train", path), Optional.empty())) {
        for (Split split : List.of(new Split.Every(3), new Split.First(37))) {
          for (Row row : read.part(split, true).collectAsList()) {
            assertThat(split.isTest((long) row.getDouble(0))).isTrue();
          }
          for (Row row : read.part(split, false).collectAsList()) {
            assertThat(split.isTest((long) row.getDouble(0))).isFalse();
          }
        }
        return read.count();
      }
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
