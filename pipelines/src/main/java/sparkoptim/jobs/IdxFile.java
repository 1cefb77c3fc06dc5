// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A file of unsigned bytes in IDX format: a magic number that ends in the number of dimensions, the
 * dimensions, the bytes; all numbers big-endian. Plain or gzipped, which the content tells.
 *
 * @param count the first dimension: how many items there are
 * @param itemSize bytes of one item, the product of the other dimensions
 */
record IdxFile(String path, boolean gzipped, int headerSize, long count, long itemSize)
    implements Serializable {
  static final int IMAGES = 2051;
  static final int LABELS = 2049;
  private static final int BUFFER = 1 << 16;

  /** Says what is wrong with a file. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }

  /** Reads the header. */
  static IdxFile of(Configuration configuration, String path, int magic)
      throws IOException, FormatException {
    boolean gzipped = gzipped(configuration, path);
    try (DataInputStream in = open(configuration, path, gzipped, 0)) {
      int found = in.readInt();
      if (found != magic) {
        throw new FormatException(
            Text.of(
                "not an IDX file of %s: it begins with the number %d, not %d: %s",
                magic == IMAGES ? "images" : "labels", found, magic, path));
      }
      int dimensions = magic & 0xFF;
      long count = in.readInt();
      long itemSize = 1;
      for (int i = 1; i < dimensions; i++) {
        itemSize *= in.readInt();
      }
      if (count < 0 || itemSize < 1 || itemSize > Integer.MAX_VALUE) {
        throw new FormatException(
            Text.of("an IDX file with %d items of %d bytes: %s", count, itemSize, path));
      }
      return new IdxFile(path, gzipped, 4 + 4 * dimensions, count, itemSize);
    } catch (EOFException e) {
      throw new FormatException("not an IDX file: it ends inside its header: " + path);
    } catch (ZipException e) {
      throw new FormatException("a damaged gzip file: %s (%s)".formatted(path, e.getMessage()));
    }
  }

  /** Reads on to the end, and says what is wrong; empty when all is right. */
  String fault(Configuration configuration) throws IOException {
    long expected = headerSize + count * itemSize;
    try {
      long size = gzipped ? unzippedSize(configuration) : length(configuration);
      return size == expected
          ? ""
          : Text.of(
              "%s has %,d bytes%s where its header asks for %,d",
              path, size, gzipped ? " unpacked" : "", expected);
    } catch (EOFException | ZipException e) {
      return "%s is a damaged or cut off gzip file (%s)".formatted(path, e.getMessage());
    }
  }

  /** Returns the bytes from one item on. */
  InputStream items(Configuration configuration, long from) throws IOException {
    long position = headerSize + from * itemSize;
    return gzipped
        ? skipped(open(configuration, path, true, 0), position)
        : open(configuration, path, false, position);
  }

  private static InputStream skipped(InputStream in, long bytes) throws IOException {
    in.skipNBytes(bytes);
    return in;
  }

  private long length(Configuration configuration) throws IOException {
    var file = new Path(path);
    return file.getFileSystem(configuration).getFileStatus(file).getLen();
  }

  private long unzippedSize(Configuration configuration) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (InputStream in = open(configuration, path, true, 0)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
      }
    }
    return size;
  }

  private static boolean gzipped(Configuration configuration, String path) throws IOException {
    try (InputStream in = open(configuration, path, false, 0)) {
      return Arrays.equals(in.readNBytes(2), new byte[] {0x1f, (byte) 0x8b});
    }
  }

  private static DataInputStream open(
      Configuration configuration, String path, boolean unzip, long position) throws IOException {
    var file = new Path(path);
    FSDataInputStream raw = file.getFileSystem(configuration).open(file);
    raw.seek(position);
    InputStream bytes = unzip ? new GZIPInputStream(raw, BUFFER) : raw;
    return new DataInputStream(new BufferedInputStream(bytes, BUFFER));
  }
}
