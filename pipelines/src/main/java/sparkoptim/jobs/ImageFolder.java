// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.study.Digits;
import sparkoptim.study.LabelledImages;

/**
 * Images of MNIST's form as a study's data: IDX files under the names by which they are known,
 * plain or gzipped. Where the folder has training images these train, and the test images are held
 * out; else the first four fifths of the test images train, and the others are held out.
 */
record ImageFolder(Path folder) {
  private static final List<String> IMAGES =
      List.of("t10k-images-idx3-ubyte", "mnist10k-images-idx3-ubyte");
  private static final List<String> LABELS =
      List.of("t10k-labels-idx1-ubyte", "mnist10k-labels-idx1-ubyte");
  private static final List<String> TRAIN_IMAGES = List.of("train-images-idx3-ubyte");
  private static final List<String> TRAIN_LABELS = List.of("train-labels-idx1-ubyte");
  private static final List<String> ENDINGS = List.of("", ".gz");
  private static final double BRIGHTEST = 255;
  private static final int USUAL_ROWS = 5_000;
  private static final int FEWEST_ROWS = 20;

  /** Of 10,000, as many tell accuracies apart that differ by more than a seed does. */
  private static final int HELD_OUT_ROWS = 2_000;

  /** Reads all images. */
  Digits read() throws IOException {
    return read(Optional.empty());
  }

  /**
   * Reads the images, pixels scaled to [0, 1].
   *
   * @param rows that train at most; empty for all, but 5,000 of a folder with training images
   * @throws JobException naming what is missing or wrong
   */
  Digits read(Optional<Integer> rows) throws IOException {
    int most = rows.orElse(USUAL_ROWS);
    LabelledImages test = images(find("images", IMAGES), find("labels", LABELS), Integer.MAX_VALUE);
    if (find(TRAIN_IMAGES).isPresent()) {
      Path imageFile = find("training images", TRAIN_IMAGES);
      return new Digits(images(imageFile, find("training labels", TRAIN_LABELS), most), test)
          .first(most, HELD_OUT_ROWS);
    }
    int train = test.size() * 4 / 5;
    return new Digits(test.range(0, train), test.range(train, test.size()))
        .first(rows.orElse(Integer.MAX_VALUE), Integer.MAX_VALUE);
  }

  private LabelledImages images(Path imageFile, Path labelFile, int most) throws IOException {
    var configuration = new Configuration(false);
    try {
      IdxFile images = checked(configuration, imageFile, IdxFile.IMAGES);
      IdxFile labels = checked(configuration, labelFile, IdxFile.LABELS);
      if (images.count() != labels.count() || images.count() < FEWEST_ROWS) {
        throw new JobException(
            Text.of(
                "data: %,d images and %,d labels in %s; as many of both are needed, at least %d",
                images.count(), labels.count(), folder, FEWEST_ROWS));
      }
      int count = Math.toIntExact(Math.min(most, images.count()));
      return new LabelledImages(
          digits(bytes(configuration, labels, count)), pixels(bytes(configuration, images, count)));
    } catch (IdxFile.FormatException e) {
      throw new JobException("data: " + e.getMessage(), e);
    }
  }

  private Path find(String what, List<String> names) {
    return find(names)
        .orElseThrow(
            () ->
                new JobException(
                    "data: no %s in the folder %s; it must hold %s, or the same with .gz"
                        .formatted(what, folder, String.join(" or ", names))));
  }

  private Optional<Path> find(List<String> names) {
    return names.stream()
        .flatMap(name -> ENDINGS.stream().map(ending -> folder.resolve(name + ending)))
        .filter(Files::isRegularFile)
        .findFirst();
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

  private static byte[] bytes(Configuration configuration, IdxFile file, int count)
      throws IOException {
    try (InputStream in = file.items(configuration, 0)) {
      return in.readNBytes(Math.toIntExact((long) count * file.itemSize()));
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
}
