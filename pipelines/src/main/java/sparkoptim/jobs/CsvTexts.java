// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * All rows of a CSV input as texts, kept until closed.
 *
 * @param form how a row is got out of a block
 */
record CsvTexts(RowBlocks blocks, Form form) implements AutoCloseable {

  /** Makes the row that moves. */
  @FunctionalInterface
  interface Form extends Serializable {
    CsvRow row();
  }

  /**
   * Rows that Spark's reader has cut into columns.
   *
   * @param width how many they are; behind them comes the record that is corrupt, if it is
   */
  static CsvTexts ofColumns(RowBlocks blocks, int width) {
    return new CsvTexts(blocks, () -> new OfColumns(width));
  }

  @Override
  public void close() {
    blocks.close();
  }

  private static final class OfColumns extends CsvRow {
    private final int width;
    private final UnsafeRow row;

    OfColumns(int width) {
      this.width = width;
      row = new UnsafeRow(width + 1);
    }

    @Override
    void move(RowBlock block, int index) {
      block.row(index, row);
    }

    @Override
    boolean fits() {
      return row.isNullAt(width);
    }

    /** Spark's reader puts a sign in place of bytes that are no text. */
    @Override
    boolean isUtf8(int column) {
      return !text(column).contains(Utf8.REPLACED);
    }

    @Override
    boolean isNull(int column) {
      return row.isNullAt(column);
    }

    @Override
    byte[] bytes(int column) {
      return (byte[]) row.getBaseObject();
    }

    @Override
    int from(int column) {
      return start(row.getUTF8String(column));
    }

    @Override
    int to(int column) {
      UTF8String text = row.getUTF8String(column);
      return start(text) + text.numBytes();
    }

    private static int start(UTF8String text) {
      return (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
    }

    @Override
    String whole() {
      return row.getUTF8String(width).toString();
    }
  }
}
