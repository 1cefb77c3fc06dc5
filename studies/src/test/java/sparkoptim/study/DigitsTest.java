// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DigitsTest {
  @TempDir private Path folder;

  @Test
  void read_asManyAsScikitLearnHas_splitsAsDocumented() throws IOException {
    Digits digits = SampleDigits.of(folder, 1_797);
    assertThat(digits.train().size()).isEqualTo(1_280);
    assertThat(digits.heldOut().size()).isEqualTo(517);
    assertThat(digits.train().values()).hasSize(1_280 * 64);
    assertThat(Arrays.stream(digits.train().values())).allMatch(value -> value >= 0 && value <= 1);
  }

  @Test
  void read_everyImage_isInOneOfTheParts() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append(i % 10).append(" 1:").append(i / 4.0).append(" 64:16\n");
    }
    Digits digits = Digits.read(Files.writeString(folder.resolve("d"), text));
    double[] found = new double[60];
    for (LabelledImages rows : new LabelledImages[] {digits.train(), digits.heldOut()}) {
      for (int i = 0; i < rows.size(); i++) {
        int image = (int) Math.round(rows.values()[i * 64] * 64);
        assertThat(rows.labels()[i]).isEqualTo(image % 10);
        assertThat(rows.values()[i * 64 + 63]).isEqualTo(1);
        found[image]++;
      }
    }
    assertThat(found).containsOnly(1);
  }

  @Test
  void read_badLines_areRefusedByNumber() throws IOException {
    String good = "3 1:4 2:16\n".repeat(20);
    refused(good + "10 1:4\n", "image 21: a digit must be a number from 0 to 9, was 10.0");
    refused(good + "1.5 1:4\n", "image 21: a digit must be a number from 2 to 2, was 1.5");
    refused(good + "1 65:4\n", "image 21: a pixel must be a number from 1 to 64, was 65.0");
    refused(good + "1 1:17\n", "image 21: a value must be a number from 0 to 16, was 17.0");
    refused(good + "1 1:x\n", "image 21: For input string: \"x\"");
    refused("3 1:4\n", "has 1 images; 20 are needed");
  }

  @Test
  void withRandomLabels_part_changesOnlyThat() throws IOException {
    LabelledImages rows = SampleDigits.of(folder, 500).train();
    LabelledImages noisy = rows.withRandomLabels(0.2, 5);
    long changed = 0;
    for (int i = 0; i < rows.size(); i++) {
      changed += noisy.labels()[i] == rows.labels()[i] ? 0 : 1;
    }
    assertThat(changed).isBetween(rows.size() / 10L, rows.size() / 5L);
    assertThat(noisy.values()).isSameAs(rows.values());
    assertThat(rows.withRandomLabels(0.2, 5).labels()).isEqualTo(noisy.labels());
    assertThat(Arrays.equals(rows.withRandomLabels(0.2, 6).labels(), noisy.labels())).isFalse();
  }

  private void refused(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.libsvm"), text);
    assertThatThrownBy(() -> Digits.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
