// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import sparkoptim.core.data.ColumnRanges;

/**
 * A summary of packed rows, and the rows themselves where they are few; merging parts of it does
 * not depend on their order.
 */
final class RowSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows in each range of hashes, or in each partition. */
  final long[] rows;

  /** The fingerprint of all rows. */
  final Fingerprint fingerprint = new Fingerprint();

  /** The faults of the rows. */
  final RowCheck check = new RowCheck();

  /** Counts, minima and maxima of the columns; null of no rows. */
  ColumnRanges ranges;

  /** Bytes that the rows take. */
  long bytes;

  /** The rows; null where they are more than were wanted. */
  List<RowPack> packs = new ArrayList<>();

  /**
   * Summarizes rows.
   *
   * @param partition that rows are counted by; -1 to count them by the ranges of their hashes
   * @param mostBytes of rows that come along
   */
  RowSummary(Iterator<RowPacker.RowChunk> chunks, int buckets, int partition, long mostBytes) {
    rows = new long[buckets];
    while (chunks.hasNext()) {
      RowPacker.RowChunk chunk = chunks.next();
      if (chunk.check != null) {
        check.merge(chunk.check);
      } else {
        RowPack pack = chunk.pack;
        bytes += pack.bytes();
        if (bytes > mostBytes) {
          packs = null;
        } else {
          packs.add(pack);
        }
        for (int row = 0; row < pack.rows; row++) {
          fingerprint.add(pack.high[row], pack.low[row]);
          rows[partition < 0 ? HashOrder.bucket(pack.high[row], buckets) : partition]++;
        }
        if (ranges == null && check.canMeasure(pack.width)) {
          ranges = new ColumnRanges(pack.width);
        }
        if (ranges != null && ranges.width() == pack.width) {
          ranges.add(pack.block(0, 0));
        }
      }
    }
  }

  /** Vectors of different lengths are refused by the check; their ranges do not matter. */
  RowSummary merge(RowSummary other) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] += other.rows[i];
    }
    bytes += other.bytes;
    if (packs == null || other.packs == null) {
      packs = null;
    } else {
      packs.addAll(other.packs);
    }
    fingerprint.merge(other.fingerprint);
    check.merge(other.check);
    if (ranges == null) {
      ranges = other.ranges;
    } else if (other.ranges != null && ranges.width() == other.ranges.width()) {
      ranges.merge(other.ranges);
    }
    return this;
  }
}
