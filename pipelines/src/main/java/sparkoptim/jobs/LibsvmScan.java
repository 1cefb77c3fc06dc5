// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The result of one pass over LIBSVM text: the largest index, and lines that are not LIBSVM. */
final class LibsvmScan implements Serializable {
  private static final long serialVersionUID = 1L;

  private int maxIndex;
  private long badLines;
  private String badFile = "";
  private String badLine = "";
  private String badReason = "";

  /** Reads all lines; comments ({@code #} first) and empty lines are skipped, as Spark does. */
  static LibsvmScan of(SparkSession spark, String path) {
    List<LibsvmScan> parts =
        spark
            .read()
            .text(path)
            .select(functions.col("value"), functions.input_file_name())
            .javaRDD()
            .mapPartitions(LibsvmScan::partition)
            .collect();
    var all = new LibsvmScan();
    parts.forEach(all::merge);
    return all;
  }

  int maxIndex() {
    return maxIndex;
  }

  long badLines() {
    return badLines;
  }

  /**
   * Returns file, line number, reason and text of the first bad line; reads the file up to there.
   */
  String firstBad(SparkSession spark) {
    return "%s, line %s: %s: %s"
        .formatted(badFile, lineNumber(spark), badReason, Text.shortened(badLine));
  }

  private static Iterator<LibsvmScan> partition(Iterator<Row> lines) {
    var scan = new LibsvmScan();
    while (lines.hasNext()) {
      Row line = lines.next();
      String text = line.getString(0).strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        scan.add(text, line);
      }
    }
    return List.of(scan).iterator();
  }

  private void add(String text, Row line) {
    try {
      maxIndex = Math.max(maxIndex, LibsvmLine.lastIndex(text));
    } catch (IllegalArgumentException e) {
      if (badLines++ == 0) {
        badFile = line.getString(1);
        badLine = line.getString(0);
        badReason = e.getMessage();
      }
    }
  }

  /** Keeps the first bad line of the first file by name: the same for any partitioning. */
  private void merge(LibsvmScan other) {
    maxIndex = Math.max(maxIndex, other.maxIndex);
    if (badLines == 0 || (other.badLines > 0 && other.badFile.compareTo(badFile) < 0)) {
      badFile = other.badFile;
      badLine = other.badLine;
      badReason = other.badReason;
    }
    badLines += other.badLines;
  }

  private String lineNumber(SparkSession spark) {
    var configuration = spark.sparkContext().hadoopConfiguration();
    var file = new Path(URI.create(badFile));
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(file);
    try (var raw = file.getFileSystem(configuration).open(file);
        var plain = codec == null ? raw : codec.createInputStream(raw);
        var lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(badLine)) {
          return Long.toString(number);
        }
        number++;
      }
    } catch (IOException e) {
      return "unknown";
    }
    return "unknown";
  }
}
