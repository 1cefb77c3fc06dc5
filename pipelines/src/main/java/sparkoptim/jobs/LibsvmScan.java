// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The result of one pass over LIBSVM text: the largest index, and lines that are not LIBSVM. */
final class LibsvmScan implements Serializable {
  private static final long serialVersionUID = 1L;

  private int maxIndex;
  private long maxLine;
  private long badLines;
  private long firstBad = Long.MAX_VALUE;
  private String badLine = "";
  private String badReason = "";

  /** Looks at all lines; comments ({@code #} first) and empty ones are skipped. */
  static LibsvmScan of(RowBlocks lines) {
    var all = new LibsvmScan();
    lines.collect(LibsvmScan::partition).forEach(all::merge);
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

  private static Iterator<LibsvmScan> partition(Iterator<RowBlock> blocks) {
    var scan = new LibsvmScan();
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      UnsafeRow line = block.newRow();
      for (int i = 0; i < block.size(); i++) {
        byte[] text = block.row(i, line).getBinary(0);
        if (!LibsvmLine.isEmpty(text)) {
          scan.add(text, block.number + i);
        }
      }
    }
    return List.of(scan).iterator();
  }

  private void add(byte[] text, long number) {
    try {
      int last = LibsvmLine.of(text).lastIndex();
      if (last > maxIndex) {
        maxIndex = last;
        maxLine = number;
      }
    } catch (IllegalArgumentException e) {
      if (badLines++ == 0) {
        firstBad = number;
        badLine = new String(text, StandardCharsets.UTF_8);
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
