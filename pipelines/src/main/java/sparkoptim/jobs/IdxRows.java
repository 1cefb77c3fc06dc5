// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Items of IDX files as rows: the label, where there are labels, then the bytes as a vector. */
final class IdxRows implements Iterator<Row> {
  private final InputStream images;
  private final byte[] labels;
  private final byte[] item;
  private final long rows;
  private int next;

  /**
   * Creates rows from open streams.
   *
   * @param images positioned at the first item
   * @param itemSize bytes of an item
   * @param rows how many items to read
   * @param labels one byte an item; empty for rows without a label
   */
  IdxRows(InputStream images, int itemSize, int rows, byte[] labels) {
    this.images = images;
    this.item = new byte[itemSize];
    this.rows = rows;
    this.labels = labels;
  }

  @Override
  public boolean hasNext() {
    return next < rows;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      if (images.readNBytes(item, 0, item.length) < item.length) {
        throw new EOFException("the file of images ended early");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int index = next++;
    return labels.length == 0
        ? RowFactory.create(vector(item))
        : RowFactory.create((double) (labels[index] & 0xFF), vector(item));
  }

  /**
   * Returns the bytes as numbers 0 to 255, sparse where that is smaller (12 bytes an entry against
   * 8).
   */
  static Vector vector(byte[] bytes) {
    int nonzeros = 0;
    for (byte value : bytes) {
      nonzeros += value != 0 ? 1 : 0;
    }
    if (12 * (nonzeros + 1L) >= 8L * bytes.length) {
      double[] values = new double[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        values[i] = bytes[i] & 0xFF;
      }
      return Vectors.dense(values);
    }
    int[] indices = new int[nonzeros];
    double[] values = new double[nonzeros];
    int entry = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        indices[entry] = i;
        values[entry++] = bytes[i] & 0xFF;
      }
    }
    return Vectors.sparse(bytes.length, indices, values);
  }
}
