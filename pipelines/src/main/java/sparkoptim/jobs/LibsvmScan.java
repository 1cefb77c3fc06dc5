// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** The result of one pass over LIBSVM text: the largest index, and lines that are not LIBSVM. */
final class LibsvmScan implements Serializable {
  private static final long serialVersionUID = 1L;

  private int maxIndex;
  private long maxLine;
  private long badLines;
  private long firstBad = Long.MAX_VALUE;
  private String badLine = "";
  private String badReason = "";

  /**
   * Looks at all lines; comments ({@code #} first) and empty ones are skipped.
   *
   * @param lines the text of each line, and its number
   */
  static LibsvmScan of(Dataset<Row> lines) {
    List<LibsvmScan> parts =
        lines.queryExecution().toRdd().toJavaRDD().mapPartitions(LibsvmScan::partition).collect();
    var all = new LibsvmScan();
    parts.forEach(all::merge);
    return all;
  }

  int maxIndex() {
    return maxIndex;
  }

  /** Returns the number of a line with the largest index. */
  long maxLine() {
    return maxLine;
  }

  long badLines() {
    return badLines;
  }

  /** Returns place, reason and text of the first bad line. */
  String firstBad(FileOrder order) {
    return "%s: %s: %s"
        .formatted(order.named(firstBad, "line"), badReason, Text.shortened(badLine));
  }

  private static Iterator<LibsvmScan> partition(Iterator<InternalRow> lines) {
    var scan = new LibsvmScan();
    while (lines.hasNext()) {
      InternalRow line = lines.next();
      byte[] text = line.getUTF8String(0).getBytes();
      if (!LibsvmLine.isEmpty(text)) {
        scan.add(text, line);
      }
    }
    return List.of(scan).iterator();
  }

  private void add(byte[] text, InternalRow line) {
    try {
      int last = LibsvmLine.of(text).lastIndex();
      if (last > maxIndex) {
        maxIndex = last;
        maxLine = line.getLong(1);
      }
    } catch (IllegalArgumentException e) {
      if (badLines++ == 0) {
        firstBad = line.getLong(1);
        badLine = line.getUTF8String(0).toString();
        badReason = e.getMessage();
      }
    }
  }

  private void merge(LibsvmScan other) {
    if (other.maxIndex > maxIndex) {
      maxIndex = other.maxIndex;
      maxLine = other.maxLine;
    }
    if (other.firstBad < firstBad) {
      firstBad = other.firstBad;
      badLine = other.badLine;
      badReason = other.badReason;
    }
    badLines += other.badLines;
  }
}
