// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Images with a palette as PNG, row after row as they are. Java's own writer tries five filters on
 * every row, none of which helps a palette, and takes longer for that than the chart to be drawn.
 */
final class IndexedPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int BIT_DEPTH = 8;
  private static final int PALETTE = 3; // the type of color
  private static final int NO_FILTER = 0;

  private IndexedPng() {}

  /** What a chunk of the file holds. */
  @FunctionalInterface
  private interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /**
   * Returns the file.
   *
   * @param image of {@link BufferedImage#TYPE_BYTE_INDEXED}, a byte per pixel
   */
  static byte[] of(BufferedImage image) throws IOException {
    var file = new ByteArrayOutputStream();
    var out = new DataOutputStream(file);
    out.write(SIGNATURE);
    chunk(
        out,
        "IHDR",
        header -> {
          header.writeInt(image.getWidth());
          header.writeInt(image.getHeight());
          header.write(new byte[] {BIT_DEPTH, PALETTE, 0, 0, 0}); // deflated, not interlaced
        });
    chunk(out, "PLTE", palette -> writeColors((IndexColorModel) image.getColorModel(), palette));
    chunk(out, "IDAT", data -> writeRows(image, data));
    chunk(out, "IEND", nothing -> {});
    return file.toByteArray();
  }

  private static void writeColors(IndexColorModel colors, DataOutputStream out) throws IOException {
    for (int i = 0; i < colors.getMapSize(); i++) {
      out.write(
          new byte[] {
            (byte) colors.getRed(i), (byte) colors.getGreen(i), (byte) colors.getBlue(i)
          });
    }
  }

  private static void writeRows(BufferedImage image, DataOutputStream out) throws IOException {
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int width = image.getWidth();
    var deflated = new DeflaterOutputStream(out);
    for (int from = 0; from < pixels.length; from += width) {
      deflated.write(NO_FILTER);
      deflated.write(pixels, from, width);
    }
    deflated.finish();
  }

  /** Writes a chunk: its length, its name and content, and their checksum. */
  private static void chunk(DataOutputStream out, String name, Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(name.getBytes(StandardCharsets.US_ASCII));
    content.writeTo(new DataOutputStream(bytes));
    var sum = new CRC32();
    sum.update(bytes.toByteArray());
    out.writeInt(bytes.size() - name.length());
    bytes.writeTo(out);
    out.writeInt((int) sum.getValue());
  }
}
