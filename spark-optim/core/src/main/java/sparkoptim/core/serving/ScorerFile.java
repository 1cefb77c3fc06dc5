// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import sparkoptim.core.PlainText;

/**
 * The file of a model's numbers beside what Spark reads, which is Parquet and needs Spark: a few
 * numbers, then the coefficients, those that are not 0 where these are few, and a checksum.
 */
public final class ScorerFile {
  /** Its name in the model's folder. */
  public static final String NAME = "scorer.bin";

  private static final int MAGIC = 0x53504f53;
  private static final int VERSION = 1;

  /** An entry takes 12 bytes, a plain number 8. */
  private static final double SPARSE = 2.0 / 3;

  private ScorerFile() {}

  /** Writes a model's numbers. The stream stays open. */
  public static void write(LinearNumbers numbers, OutputStream stream) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32());
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(checked));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(numbers.kind().name());
    out.writeInt(numbers.features());
    write(numbers.thresholds(), out);
    write(numbers.intercepts(), out);
    double[] coefficients = numbers.coefficients();
    int entries = 0;
    for (double coefficient : coefficients) {
      entries += coefficient != 0 ? 1 : 0;
    }
    boolean sparse = entries < SPARSE * coefficients.length;
    out.writeBoolean(sparse);
    if (sparse) {
      out.writeInt(entries);
      for (int i = 0; i < coefficients.length; i++) {
        if (coefficients[i] != 0) {
          out.writeInt(i);
          out.writeDouble(coefficients[i]);
        }
      }
    } else {
      for (double coefficient : coefficients) {
        out.writeDouble(coefficient);
      }
    }
    out.flush();
    long sum = checked.getChecksum().getValue();
    out.writeLong(sum);
    out.flush();
  }

  private static void write(double[] values, DataOutputStream out) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  /**
   * Reads a model's numbers.
   *
   * @param path the file, or the folder that holds it
   * @throws IOException if it is not there, or damaged
   */
  public static LinearNumbers read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    if (!Files.exists(file)) {
      throw new FileNotFoundException(
          "%s: there is no such file; linear models of Spark Optim write it when they are saved"
              .formatted(file));
    }
    long size = Files.size(file);
    requireWhole(file, size);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return read(in, file, size);
    }
  }

  /** Before a number in it is believed. */
  private static void requireWhole(Path file, long size) throws IOException {
    CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (size < 2 * Integer.BYTES + Long.BYTES || in.readInt() != MAGIC) {
        throw new IOException(file + ": not the file of a linear model");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            PlainText.of("%s: has format %d, this version reads %d", file, version, VERSION));
      }
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] bytes = new byte[8192];
      for (long left = size - Long.BYTES; left > 0; ) {
        int part = (int) Math.min(left, bytes.length);
        in.readFully(bytes, 0, part);
        sum.update(bytes, 0, part);
        left -= part;
      }
      if (in.readLong() != sum.getValue()) {
        throw new IOException(file + ": damaged, its checksum is another");
      }
    }
  }

  private static LinearNumbers read(DataInputStream in, Path file, long size) throws IOException {
    try {
      in.skipNBytes(2 * Integer.BYTES);
      LinearKind kind = LinearKind.valueOf(in.readUTF());
      int features = in.readInt();
      double[] thresholds = doubles(in, size);
      double[] intercepts = doubles(in, size);
      double[] coefficients = coefficients(in, features, intercepts.length, size);
      return new LinearNumbers(kind, features, coefficients, intercepts, thresholds);
    } catch (EOFException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException("%s: damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static double[] doubles(DataInputStream in, long size) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > size / Double.BYTES) {
      throw new EOFException(PlainText.of("%d numbers in %d bytes", count, size));
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static double[] coefficients(DataInputStream in, int features, int rows, long size)
      throws IOException {
    boolean sparse = in.readBoolean();
    int count = Math.multiplyExact(features, rows);
    int stored = sparse ? in.readInt() : count;
    if (count < 0 || stored < 0 || stored > count || stored > size / Double.BYTES) {
      throw new EOFException(PlainText.of("%d of %d numbers in %d bytes", stored, count, size));
    }
    double[] values = new double[count];
    for (int i = 0; i < stored; i++) {
      int at = sparse ? in.readInt() : i;
      if (at < 0 || at >= count) {
        throw new EOFException(PlainText.of("place %d of %d", at, count));
      }
      values[at] = in.readDouble();
    }
    return values;
  }
}
