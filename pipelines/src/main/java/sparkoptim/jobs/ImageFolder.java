// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.study.Digits;
import sparkoptim.study.LabelledImages;

/**
 * MNIST's 10,000 test images as a study's data: IDX files under the names by which they are known,
 * plain or gzipped. The first four fifths of the images train, the others are held out.
 */
record ImageFolder(Path folder) {
  private static final List<String> IMAGES =
      List.of("t10k-images-idx3-ubyte", "mnist10k-images-idx3-ubyte");
  private static final List<String> LABELS =
      List.of("t10k-labels-idx1-ubyte", "mnist10k-labels-idx1-ubyte");
  private static final List<String> ENDINGS = List.of("", ".gz");
  private static final double BRIGHTEST = 255;
  private static final int FEWEST_ROWS = 20;

  /**
   * Reads the images, pixels scaled to [0, 1].
   *
   * @throws JobException naming what is missing or wrong
   */
  Digits read() throws IOException {
    var configuration = new Configuration(false);
    Path imageFile = find("images", IMAGES);
    Path labelFile = find("labels", LABELS);
    try {
      IdxFile images = checked(configuration, imageFile, IdxFile.IMAGES);
      IdxFile labels = checked(configuration, labelFile, IdxFile.LABELS);
      if (images.count() != labels.count() || images.count() < FEWEST_ROWS) {
        throw new JobException(
            Text.of(
                "data: %,d images and %,d labels in %s; as many of both are needed, at least %d",
                images.count(), labels.count(), folder, FEWEST_ROWS));
      }
      return split(digits(bytes(configuration, labels)), pixels(bytes(configuration, images)));
    } catch (IdxFile.FormatException e) {
      throw new JobException("data: " + e.getMessage(), e);
    }
  }

  private Path find(String what, List<String> names) {
    for (String name : names) {
      for (String ending : ENDINGS) {
        Path file = folder.resolve(name + ending);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
    }
    throw new JobException(
        "data: no %s in the folder %s; it must hold %s, or the same with .gz"
            .formatted(what, folder, String.join(" or ", names)));
  }

  private static IdxFile checked(Configuration configuration, Path file, int magic)
      throws IOException, IdxFile.FormatException {
    IdxFile idx = IdxFile.of(configuration, file.toUri().toString(), magic);
    String fault = idx.fault(configuration);
    if (!fault.isEmpty()) {
      throw new IdxFile.FormatException(fault);
    }
    return idx;
  }

  private static byte[] bytes(Configuration configuration, IdxFile file) throws IOException {
    try (InputStream in = file.items(configuration, 0)) {
      return in.readNBytes(Math.toIntExact(file.count() * file.itemSize()));
    }
  }

  private static double[] digits(byte[] labels) {
    double[] digits = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      digits[i] = labels[i] & 0xFF;
      if (digits[i] >= Digits.CLASSES) {
        throw new JobException(
            Text.of("data: labels must be digits, that of image %d is %.0f", i + 1, digits[i]));
      }
    }
    return digits;
  }

  private static double[] pixels(byte[] bytes) {
    double[] pixels = new double[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pixels[i] = (bytes[i] & 0xFF) / BRIGHTEST;
    }
    return pixels;
  }

  private static Digits split(double[] labels, double[] pixels) {
    LabelledImages all = new LabelledImages(labels, pixels);
    int train = labels.length * 4 / 5;
    return new Digits(all.range(0, train), all.range(train, labels.length));
  }
}
