// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Images that look like nothing, but of ten classes that can be told apart. */
public final class SampleDigits {
  private static final int BRIGHTEST = 16;
  private static final double BLUR = 5;

  private SampleDigits() {}

  /** Writes a LIBSVM file of images: a random picture for each class, and noise on it. */
  public static Path write(Path file, int images) throws IOException {
    var random = new Random(7);
    double[][] pictures = new double[Digits.CLASSES][];
    for (int k = 0; k < pictures.length; k++) {
      pictures[k] = random.doubles(Digits.PIXELS, 0, BRIGHTEST).toArray();
    }
    var text = new StringBuilder();
    for (int i = 0; i < images; i++) {
      int label = i % Digits.CLASSES;
      text.append(label);
      for (int j = 0; j < Digits.PIXELS; j++) {
        double value = pictures[label][j] + BLUR * random.nextGaussian();
        long shade = Math.round(Math.min(Math.max(value, 0), BRIGHTEST));
        text.append(shade == 0 ? "" : " " + (j + 1) + ":" + shade);
      }
      text.append('\n');
    }
    return Files.writeString(file, text);
  }

  /** The same, read. */
  static Digits of(Path folder, int images) throws IOException {
    return Digits.read(write(folder.resolve("sample-digits.libsvm"), images));
  }
}
