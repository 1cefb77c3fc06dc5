// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * How many rows an input has, about, from the beginning of a file of text or the footers of
 * Parquet.
 *
 * @param rows about
 * @param features columns of a row
 * @param valuesPerRow those of them that are stored
 * @param sparse whether they are stored with their indices
 * @param how it was found out
 */
record PlannedRows(long rows, int features, double valuesPerRow, boolean sparse, String how) {
  private static final int MOST_LINES = 20_000;
  private static final int MOST_FOOTERS = 20;
  private static final int BYTES_OF_A_VALUE = 8;
  private static final int BYTES_OF_AN_INDEX = 4;

  /** Label, weight and what a row costs. */
  private static final int BYTES_OF_A_ROW = 24;

  /** How many times longer packed text is once it is unpacked, about. */
  private static final int PACKED = 4;

  /** Returns the bytes that the rows take in memory. */
  long bytes() {
    double each = valuesPerRow * (BYTES_OF_A_VALUE + (sparse ? BYTES_OF_AN_INDEX : 0));
    return (long) (rows * (each + BYTES_OF_A_ROW));
  }

  /**
   * Looks at an input.
   *
   * @throws JobException if it is not there, or of a format of which nothing is known without Spark
   */
  static PlannedRows of(DataFormat format, Input input, Configuration hadoop) throws IOException {
    List<FileStatus> files = files(input, hadoop);
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    return switch (format.name().toLowerCase(Locale.ROOT)) {
      case "libsvm", "csv" -> text(format.equals(DataFormat.LIBSVM), files.get(0), bytes, hadoop);
      case "parquet" -> parquet(files, hadoop);
      default ->
          throw new JobException(
              "data.format = %s: plan knows the rows of libsvm, csv and parquet only"
                  .formatted(format.name()));
    };
  }

  private static List<FileStatus> files(Input input, Configuration hadoop) throws IOException {
    Path path = new Path(input.path());
    FileSystem system = path.getFileSystem(hadoop);
    List<FileStatus> files = new ArrayList<>();
    FileStatus[] found = system.globStatus(path);
    for (FileStatus status : found == null ? new FileStatus[0] : found) {
      RemoteIterator<LocatedFileStatus> inside = system.listFiles(status.getPath(), true);
      while (inside.hasNext()) {
        LocatedFileStatus file = inside.next();
        if (!file.getPath().getName().matches("[._].*") && file.getLen() > 0) {
          files.add(file);
        }
      }
    }
    if (files.isEmpty()) {
      throw new DataException(input.key() + ": no such file: " + input.path());
    }
    return files;
  }

  private static PlannedRows text(
      boolean libsvm, FileStatus file, long allBytes, Configuration hadoop) throws IOException {
    Path path = file.getPath();
    var codec = new CompressionCodecFactory(hadoop).getCodec(path);
    InputStream raw = path.getFileSystem(hadoop).open(path);
    long lines = 0;
    long bytes = 0;
    long values = 0;
    int features = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                codec == null ? raw : codec.createInputStream(raw), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine();
          line != null && lines < MOST_LINES;
          line = reader.readLine()) {
        lines++;
        bytes += line.length() + 1L;
        if (libsvm) {
          values += line.chars().filter(c -> c == ':').count();
          features = Math.max(features, lastIndex(line));
        } else {
          int columns = (int) line.chars().filter(c -> c == ',' || c == ';' || c == '\t').count();
          values += columns;
          features = Math.max(features, columns);
        }
      }
    }
    double length = codec == null ? allBytes : (double) allBytes * PACKED;
    long rows = Math.max(1, Math.round(length * lines / Math.max(1, bytes)));
    return new PlannedRows(
        rows,
        features,
        (double) values / Math.max(1, lines),
        libsvm,
        Text.of("%,d lines of %s", lines, path.getName()));
  }

  private static int lastIndex(String line) {
    int colon = line.lastIndexOf(':');
    int space = line.lastIndexOf(' ', colon);
    try {
      return colon < 0 ? 0 : Integer.parseInt(line.substring(space + 1, colon));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static PlannedRows parquet(List<FileStatus> files, Configuration hadoop)
      throws IOException {
    long rows = 0;
    long seen = 0;
    int columns = 0;
    int footers = Math.min(MOST_FOOTERS, files.size());
    for (FileStatus file : files.subList(0, footers)) {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
        rows += reader.getRecordCount();
        columns = reader.getFileMetaData().getSchema().getFieldCount();
      }
      seen += file.getLen();
    }
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    return new PlannedRows(
        Math.round((double) rows * bytes / Math.max(1, seen)),
        Math.max(1, columns - 1),
        Math.max(1, columns - 1),
        false,
        Text.of("the footers of %d of %d files", footers, files.size()));
  }
}
