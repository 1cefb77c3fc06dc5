// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.IntPredicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Some rows of one part of a file, one behind the other in one array: as small as Spark's own rows,
 * and made without the statistics and the code that Spark's cache of columns takes.
 */
final class RowBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The file; empty for rows of no file. */
  final String file;

  /** Where the part begins in the file. */
  final long start;

  /** The number of the first row; numbers rise within a partition. */
  final long number;

  private final int fields;
  private final int[] ends;
  private final byte[] bytes;

  private RowBlock(Builder rows) {
    file = rows.file;
    start = rows.start;
    number = rows.number;
    fields = rows.fields;
    ends = Arrays.copyOf(rows.ends, rows.count);
    bytes = Arrays.copyOf(rows.bytes, rows.size());
  }

  int size() {
    return ends.length;
  }

  /** Returns a row; the next call may give the same object. */
  UnsafeRow row(int index, UnsafeRow target) {
    int from = index == 0 ? 0 : ends[index - 1];
    target.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + from, ends[index] - from);
    return target;
  }

  UnsafeRow newRow() {
    return new UnsafeRow(fields);
  }

  /** Returns the rows at places that are wanted. */
  Iterator<InternalRow> rows(IntPredicate wanted) {
    return new Iterator<>() {
      private final UnsafeRow row = newRow();
      private int next = first(0);

      private int first(int from) {
        int at = from;
        while (at < ends.length && !wanted.test(at)) {
          at++;
        }
        return at;
      }

      @Override
      public boolean hasNext() {
        return next < ends.length;
      }

      @Override
      public InternalRow next() {
        InternalRow current = row(next, row);
        next = first(next + 1);
        return current;
      }
    };
  }

  /** Takes rows until there are enough for a block. */
  static final class Builder {
    private static final int ENOUGH = 1 << 20;

    private final String file;
    private final long start;
    private final long number;
    private final int fields;
    private int[] ends = new int[64];
    private byte[] bytes = new byte[1 << 12];
    private int count;

    Builder(String file, long start, long number, int fields) {
      this.file = file;
      this.start = start;
      this.number = number;
      this.fields = fields;
    }

    void add(UnsafeRow row) {
      int from = size();
      int end = Math.addExact(from, row.getSizeInBytes());
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(2L * bytes.length, 1 << 30)));
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      row.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + from);
      ends[count++] = end;
    }

    int size() {
      return count == 0 ? 0 : ends[count - 1];
    }

    int count() {
      return count;
    }

    boolean isFull() {
      return size() >= ENOUGH;
    }

    RowBlock build() {
      return new RowBlock(this);
    }
  }
}
