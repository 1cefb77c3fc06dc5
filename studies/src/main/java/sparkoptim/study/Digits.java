// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.CounterRandom;

/**
 * Images of handwritten digits, pixels scaled to [0, 1], in training and held-out rows. Of
 * scikit-learn's 1,797 rows of 8 x 8 pixels 1,280 train; of fewer or more, the same part.
 *
 * @param train rows to train on
 * @param heldOut the others
 */
public record Digits(LabelledImages train, LabelledImages heldOut) {
  /** Pixels of an image of scikit-learn's. */
  static final int PIXELS = 64;

  /** Classes. */
  public static final int CLASSES = 10;

  private static final double BRIGHTEST = 16;
  private static final long TRAIN_ROWS = 1_280;
  private static final long ALL_ROWS = 1_797;
  private static final long SPLIT_SEED = 8;
  private static final int FEWEST_ROWS = 20;

  /**
   * Reads LIBSVM lines: a digit, then pixels 1 to 64 with values from 0 to 16.
   *
   * @throws IllegalArgumentException naming the line that is no such image
   */
  public static Digits read(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
            .filter(line -> !line.isBlank())
            .toList();
    if (lines.size() < FEWEST_ROWS) {
      throw new IllegalArgumentException(
          PlainText.of("%s has %d images; %d are needed", file, lines.size(), FEWEST_ROWS));
    }
    double[] labels = new double[lines.size()];
    double[] values = new double[lines.size() * PIXELS];
    for (int i = 0; i < labels.length; i++) {
      try {
        labels[i] = image(lines.get(i), values, i * PIXELS);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            PlainText.of("%s, image %d: %s", file, i + 1, e.getMessage()), e);
      }
    }
    return split(new LabelledImages(labels, values));
  }

  private static double image(String line, double[] values, int at) {
    var tokens = new StringTokenizer(line, " :");
    double label = checked("a digit", Double.parseDouble(tokens.nextToken()), 0, CLASSES - 1);
    while (tokens.hasMoreTokens()) {
      int pixel = (int) checked("a pixel", Integer.parseInt(tokens.nextToken()), 1, PIXELS);
      String value = tokens.hasMoreTokens() ? tokens.nextToken() : "";
      values[at + pixel - 1] =
          checked("a value", Double.parseDouble(value), 0, BRIGHTEST) / BRIGHTEST;
    }
    return checked("a digit", label, Math.rint(label), Math.rint(label));
  }

  private static double checked(String what, double value, double least, double most) {
    if (!(least <= value && value <= most)) {
      throw new IllegalArgumentException(
          PlainText.of("%s must be a number from %.0f to %.0f, was %s", what, least, most, value));
    }
    return value;
  }

  /** Returns the first rows of each part; all where there are fewer. */
  public Digits first(int trainRows, int heldOutRows) {
    return new Digits(
        train.range(0, Math.min(trainRows, train.size())),
        heldOut.range(0, Math.min(heldOutRows, heldOut.size())));
  }

  private static Digits split(LabelledImages all) {
    int train = (int) (all.size() * TRAIN_ROWS / ALL_ROWS);
    int[] order = CounterRandom.permutation(SPLIT_SEED, all.size());
    return new Digits(all.pick(order, 0, train), all.pick(order, train, all.size()));
  }
}
