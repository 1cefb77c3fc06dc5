// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import sparkoptim.study.Digits;

/** Images that look like nothing, but of ten classes that can be told apart. */
final class SampleImages {
  private static final int SMALL = 8 * 8;
  private static final int SHADES = 17;
  private static final int BLUR = 3;

  private SampleImages() {}

  /** Writes images of 8 x 8 pixels as scikit-learn's are. */
  static Path digits(Path file, int images) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < images; i++) {
      text.append(i % Digits.CLASSES);
      int[] pixels = pixels(i, SMALL);
      for (int j = 0; j < SMALL; j++) {
        text.append(pixels[j] == 0 ? "" : " " + (j + 1) + ":" + pixels[j]);
      }
      text.append('\n');
    }
    return Files.writeString(file, text);
  }

  /** Writes images of any size as MNIST's are. */
  static Path mnist(Path folder, int images, int side) throws IOException {
    try (var out = open(folder.resolve("t10k-images-idx3-ubyte"), 2051, images)) {
      out.writeInt(side);
      out.writeInt(side);
      for (int i = 0; i < images; i++) {
        for (int pixel : pixels(i, side * side)) {
          out.writeByte(pixel * 15);
        }
      }
    }
    try (var out = open(folder.resolve("t10k-labels-idx1-ubyte"), 2049, images)) {
      for (int i = 0; i < images; i++) {
        out.writeByte(i % Digits.CLASSES);
      }
    }
    return folder;
  }

  private static DataOutputStream open(Path file, int magic, int items) throws IOException {
    var out = new DataOutputStream(Files.newOutputStream(file));
    out.writeInt(magic);
    out.writeInt(items);
    return out;
  }

  /** The class's picture, and noise of the image's own. */
  private static int[] pixels(int image, int count) {
    var picture = new Random(image % Digits.CLASSES);
    var noise = new Random(1_000 + image);
    int[] pixels = new int[count];
    for (int j = 0; j < count; j++) {
      int shade = picture.nextInt(SHADES) + noise.nextInt(2 * BLUR + 1) - BLUR;
      pixels[j] = Math.min(Math.max(shade, 0), SHADES - 1);
    }
    return pixels;
  }
}
