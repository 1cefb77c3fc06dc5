// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FinishedRunsTest {
  private static final double[] ODD = {
    0.1, -0.0, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
  };

  @TempDir private Path folder;
  private final AtomicInteger made = new AtomicInteger();

  private Map<String, double[]> numbers(FinishedRuns runs, String run) {
    return runs.get(
        run,
        () -> {
          made.incrementAndGet();
          return Map.of("odd", ODD, "none", new double[0]);
        });
  }

  @Test
  void get_fromAFolder_isTheSameToTheBit() {
    numbers(FinishedRuns.in(folder), "a run");
    Map<String, double[]> again = numbers(FinishedRuns.in(folder), "a run");
    assertThat(made).hasValue(1);
    assertThat(again).containsOnlyKeys("odd", "none");
    assertThat(again.get("odd")).isEqualTo(ODD);
    assertThat(again.get("none")).isEmpty();
  }

  @Test
  void get_anotherRun_isMade() {
    FinishedRuns runs = FinishedRuns.in(folder);
    numbers(runs, "a run");
    numbers(runs, "another");
    numbers(runs, "another");
    assertThat(made).hasValue(2);
  }

  /** Numbers of code that has changed since are not those of the code that is here. */
  @Test
  void get_ofOtherCode_isMadeAnew() {
    numbers(FinishedRuns.in(folder, "old"), "a run");
    FinishedRuns runs = FinishedRuns.in(folder, "new");
    numbers(runs, "a run");
    assertThat(made).hasValue(2);
    assertThat(runs.found()).isZero();
    FinishedRuns again = FinishedRuns.in(folder, "new");
    numbers(again, "a run");
    numbers(again, "a run");
    assertThat(made).hasValue(2);
    assertThat(again.found()).isEqualTo(1);
    assertThat(again.asked()).isEqualTo(1);
  }

  @Test
  void code_itsClassesAlone_decideItsName() throws IOException {
    Path code = Files.createDirectories(folder.resolve("sparkoptim/study"));
    Files.writeString(code.resolve("One.class"), "one");
    String name = CodeDigest.of(Set.of(folder));
    Files.writeString(folder.resolve("Other.class"), "of another package");
    assertThat(CodeDigest.of(Set.of(folder))).isEqualTo(name);
    Files.writeString(code.resolve("One.class"), "two");
    assertThat(CodeDigest.of(Set.of(folder))).isNotEqualTo(name);
    assertThat(CodeDigest.here()).isEqualTo(CodeDigest.here()).hasSize(16);
  }

  @Test
  void get_damagedFile_isMadeAnew() throws IOException {
    for (String text :
        new String[] {"", "another run\nodd: 1\n", "a run\nodd: 1 x\n", "a run\nodd"}) {
      numbers(FinishedRuns.in(folder), "a run");
      try (Stream<Path> files = Files.list(folder)) {
        Files.writeString(files.findFirst().orElseThrow(), text);
      }
      made.set(0);
      assertThat(numbers(FinishedRuns.in(folder), "a run").get("odd")).isEqualTo(ODD);
      assertThat(made).as(text).hasValue(1);
    }
  }

  @Test
  void get_inMemory_isMadeOnce() {
    FinishedRuns runs = FinishedRuns.inMemory();
    assertThat(numbers(runs, "a run")).isSameAs(numbers(runs, "a run"));
    assertThat(made).hasValue(1);
  }

  /** Found as often as it says, where the differences scatter as they did. */
  @Test
  void power_ofTheSmallestEffect_isFourInFive() {
    var random = new Random(3);
    int found = 0;
    int times = 4_000;
    for (int i = 0; i < times; i++) {
      double effect = new DetectableEffect(8, 1 / Math.sqrt(8)).smallest(0.05);
      double[] differences = random.doubles(8).map(any -> effect + random.nextGaussian()).toArray();
      found += PairedTest.of(differences).p() <= 0.05 ? 1 : 0;
    }
    assertThat((double) found / times).isBetween(0.76, 0.86);
  }
}
