// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nights that follow each other in one process for long: a year with {@code --soak}. */
final class ReplayedNightsTest {
  private static final boolean SOAK = "1".equals(System.getenv("SPARK_OPTIM_SOAK"));
  private static final int NIGHTS = SOAK ? 365 : 4;
  private static final int WARM = 2;
  private static final long MOST_BYTES = 100L << 20;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.HOURS)
  void retrain_aYearOfNights_leavesNoRowsThreadsOrMemoryBehind() throws IOException {
    var nights = new Nights(folder);
    LocalDate first = LocalDate.parse("2025-12-01");
    int keptRows = 0;
    Set<String> threads = Set.of();
    long bytes = 0;
    for (int night = 0; night < WARM + NIGHTS; night++) {
      String day = first.plusDays(night).toString();
      Files.writeString(folder.resolve(day + ".libsvm"), Nights.rows(night, 200, 1));
      assertThat(nights.retrain(1, "run.id=" + day)).as(day + nights.err()).isZero();
      if (night == WARM - 1) {
        keptRows = keptRows();
        threads = threads();
        bytes = bytes();
      }
    }
    assertThat(nights.versions()).isEqualTo(WARM + NIGHTS); // all are of today
    assertThat(keptRows()).isLessThanOrEqualTo(keptRows);
    Set<String> left = new TreeSet<>(threads());
    left.removeAll(threads);
    left.removeIf(name -> !name.contains("lease") && !name.startsWith("pool-"));
    assertThat(left).hasSizeLessThan(4);
    if (SOAK) {
      assertThat(bytes() - bytes).isLessThan(MOST_BYTES);
    }
    assertThat(folder.resolve("registry/holds")).isEmptyDirectory();
  }

  private static int keptRows() {
    return TestSession.get().sparkContext().getPersistentRDDs().size();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName() + " " + thread.getId())
        .collect(Collectors.toSet());
  }

  private static long bytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
