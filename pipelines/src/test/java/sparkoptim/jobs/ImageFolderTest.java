// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.study.Digits;

final class ImageFolderTest {
  private static final int ITEMS = 25;

  @TempDir private Path folder;

  /** Items of 2 x 3 pixels; image i has the shade i everywhere and the digit i mod 10. */
  private void write(String images, String labels, int labelled, int firstLabel)
      throws IOException {
    try (var out = open(images)) {
      out.writeInt(2051);
      out.writeInt(ITEMS);
      out.writeInt(2);
      out.writeInt(3);
      for (int i = 0; i < ITEMS * 6; i++) {
        out.writeByte(i / 6);
      }
    }
    try (var out = open(labels)) {
      out.writeInt(2049);
      out.writeInt(labelled);
      for (int i = 0; i < labelled; i++) {
        out.writeByte(i == 0 ? firstLabel : i % 10);
      }
    }
  }

  private DataOutputStream open(String name) throws IOException {
    OutputStream file = Files.newOutputStream(folder.resolve(name));
    return new DataOutputStream(name.endsWith(".gz") ? new GZIPOutputStream(file) : file);
  }

  @ParameterizedTest
  @CsvSource({
    "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.gz",
    "mnist10k-images-idx3-ubyte.gz, mnist10k-labels-idx1-ubyte.gz"
  })
  void read_imagesAndLabels_splitsThemInOrder(String images, String labels) throws IOException {
    write(images, labels, ITEMS, 0);
    Digits digits = new ImageFolder(folder).read();
    assertThat(digits.train().size()).isEqualTo(20);
    assertThat(digits.heldOut().size()).isEqualTo(5);
    assertThat(digits.train().pixels()).isEqualTo(6);
    assertThat(digits.train().labels()).startsWith(0, 1, 2).endsWith(8, 9);
    assertThat(digits.heldOut().labels()).containsExactly(0, 1, 2, 3, 4);
    assertThat(digits.heldOut().values()).startsWith(20 / 255.0).endsWith(24 / 255.0).hasSize(30);
  }

  @Test
  void read_trainingImages_trainAndTestImagesAreHeldOut() throws IOException {
    write("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", ITEMS, 0);
    write("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", ITEMS, 7);
    Digits digits = new ImageFolder(folder).read(Optional.of(21));
    assertThat(digits.train().size()).isEqualTo(21);
    assertThat(digits.train().labels()).startsWith(7, 1, 2);
    assertThat(digits.heldOut().size()).isEqualTo(ITEMS);
    Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
    refused("data: no training labels in the folder %s; it must hold train-labels-idx1-ubyte,");
  }

  @Test
  void read_missingOrWrongFiles_saysWhich() throws IOException {
    refused(
        "data: no images in the folder %s; it must hold t10k-images-idx3-ubyte or"
            + " mnist10k-images-idx3-ubyte, or the same with .gz");
    write("t10k-images-idx3-ubyte", "elsewhere", ITEMS, 0);
    refused("data: no labels in the folder %s; it must hold t10k-labels-idx1-ubyte or");
    write("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", ITEMS - 1, 0);
    refused("data: 25 images and 24 labels in %s; as many of both are needed, at least 20");
    write("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", ITEMS, 11);
    refused("data: labels must be digits, that of image 1 is 11");
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 3});
    refused("data: not an IDX file of labels: it begins with the number 2051");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> new ImageFolder(folder).read())
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(message.formatted(folder));
  }
}
