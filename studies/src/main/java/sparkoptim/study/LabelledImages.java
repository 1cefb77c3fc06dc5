// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;

/** Labelled images, row by row. Immutable by agreement. */
public record LabelledImages(double[] labels, double[] values) {
  private static final long NOISE = 1;

  /** Returns the number of images. */
  public int size() {
    return labels.length;
  }

  /** Pixels of an image. */
  public int pixels() {
    return values.length / labels.length;
  }

  /** Returns the rows from one place to before another. */
  public LabelledImages range(int from, int to) {
    int width = pixels();
    return new LabelledImages(
        Arrays.copyOfRange(labels, from, to), Arrays.copyOfRange(values, from * width, to * width));
  }

  /** Returns the rows at these places of an order. */
  LabelledImages pick(int[] order, int from, int to) {
    double[] picked = new double[to - from];
    int width = pixels();
    double[] pixels = new double[(to - from) * width];
    for (int i = from; i < to; i++) {
      picked[i - from] = labels[order[i]];
      System.arraycopy(values, order[i] * width, pixels, (i - from) * width, width);
    }
    return new LabelledImages(picked, pixels);
  }

  /** Returns each n-th row, the first included. */
  public LabelledImages every(int stride) {
    int[] order = new int[(size() + stride - 1) / stride];
    for (int i = 0; i < order.length; i++) {
      order[i] = i * stride;
    }
    return pick(order, 0, order.length);
  }

  /** Returns the same images; this part of the labels, whole rows of a shuffle, is drawn anew. */
  LabelledImages withRandomLabels(double part, long seed) {
    long key = CounterRandom.key(seed, NOISE);
    int[] order = CounterRandom.permutation(key, size());
    double[] noisy = Arrays.copyOf(labels, size());
    for (int i = 0; i < Math.round(part * size()); i++) {
      noisy[order[i]] = CounterRandom.below(CounterRandom.key(key, NOISE), i, Digits.CLASSES);
    }
    return new LabelledImages(noisy, values);
  }

  /** Returns the images as one block of dense rows. */
  Block block() {
    return new Block(0, 0, pixels(), labels, null, null, null, values);
  }
}
