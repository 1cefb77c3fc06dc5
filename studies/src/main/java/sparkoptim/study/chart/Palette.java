// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The 256 most frequent colors of an image; the others, some shades at the edges of lines, become
 * the nearest of these. A third of the file size, and nobody sees it.
 */
final class Palette {
  private static final int COLORS = 256;
  private static final int BITS = 8;
  private static final int RGB = 0xFFFFFF;

  private Palette() {}

  /**
   * Returns the image with a palette.
   *
   * @param image of {@link BufferedImage#TYPE_INT_RGB}
   */
  static BufferedImage reduce(BufferedImage image) {
    int[] pixels = pixels(image);
    int[] palette = frequent(pixels);
    var model = new IndexColorModel(BITS, palette.length, palette, 0, false, -1, 0);
    var reduced =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    byte[] places = ((DataBufferByte) reduced.getRaster().getDataBuffer()).getData();
    Map<Integer, Integer> known = new HashMap<>();
    for (int from = 0, to; from < pixels.length; from = to) {
      to = endOfRun(pixels, from);
      int place = known.computeIfAbsent(pixels[from], color -> nearest(palette, color));
      Arrays.fill(places, from, to, (byte) place);
    }
    return reduced;
  }

  /**
   * Returns the colors row by row. {@code getRGB} returns the same, but asks the color model of
   * each pixel, which takes longer than the rest. Some ways to draw leave bits above the color.
   */
  private static int[] pixels(BufferedImage image) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= RGB;
    }
    return pixels;
  }

  /** Equally frequent colors go by value, so that the same image gives the same bytes. */
  private static int[] frequent(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int from = 0, to; from < pixels.length; from = to) {
      to = endOfRun(pixels, from);
      counts.merge(pixels[from], to - from, Integer::sum);
    }
    Comparator<Map.Entry<Integer, Integer>> rarer = Map.Entry.comparingByValue();
    List<Map.Entry<Integer, Integer>> order =
        counts.entrySet().stream()
            .sorted(rarer.reversed().thenComparing(Map.Entry.comparingByKey()))
            .toList();
    return order.stream().limit(COLORS).mapToInt(Map.Entry::getKey).toArray();
  }

  /**
   * Returns the place behind the pixels from {@code from} on that have its color. Nearly all of a
   * chart is background, so a look into a map for each run costs next to nothing, and one for each
   * pixel costs more than drawing the chart.
   */
  private static int endOfRun(int[] pixels, int from) {
    int to = from + 1;
    while (to < pixels.length && pixels[to] == pixels[from]) {
      to++;
    }
    return to;
  }

  private static int nearest(int[] palette, int color) {
    int best = 0;
    for (int i = 1; i < palette.length; i++) {
      best = distance(palette[i], color) < distance(palette[best], color) ? i : best;
    }
    return best;
  }

  private static int distance(int a, int b) {
    int sum = 0;
    for (int shift = 0; shift < 3 * BITS; shift += BITS) {
      int difference = (a >> shift & 0xFF) - (b >> shift & 0xFF);
      sum += difference * difference;
    }
    return sum;
  }
}
