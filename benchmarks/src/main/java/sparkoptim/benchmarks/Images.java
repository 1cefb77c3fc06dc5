// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import sparkoptim.core.data.Block;

/**
 * Labelled grey images in one dense block.
 *
 * @param name what they are
 */
record Images(String name, Block block) {
  private static final int MAGIC_BYTES = 16;
  private static final int LABEL_MAGIC_BYTES = 8;

  /** Uniform pixels and random labels. */
  static Images generated(int rows, int width, int classes) {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles((long) rows * width).toArray();
    double[] labels = random.ints(rows, 0, classes).asDoubleStream().toArray();
    return new Images("generated", new Block(0, 0, width, labels, null, null, null, values));
  }

  /** Returns the first images of MNIST's training files, pixels in [0, 1]. */
  static Images mnist(Path folder, int rows, int width) {
    byte[] pixels;
    byte[] classes;
    try {
      pixels = Files.readAllBytes(folder.resolve("train-images-idx3-ubyte"));
      classes = Files.readAllBytes(folder.resolve("train-labels-idx1-ubyte"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double[] values = new double[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[MAGIC_BYTES + i] & 0xFF) / 255.0;
    }
    double[] labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = classes[LABEL_MAGIC_BYTES + i];
    }
    return new Images("MNIST", new Block(0, 0, width, labels, null, null, null, values));
  }
}
