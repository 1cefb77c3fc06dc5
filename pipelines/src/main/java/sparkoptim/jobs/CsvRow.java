// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.spark.unsafe.types.UTF8String;

/** A row of a CSV input, whose values are texts: bytes in some array. It moves from row to row. */
abstract class CsvRow {

  /** Goes to a row of a block. */
  abstract void move(RowBlock block, int index);

  /** Returns whether the row has as many values as there are columns. */
  abstract boolean fits();

  /** Returns whether a column has no value. */
  abstract boolean isNull(int column);

  /** Returns the array that a value is in. */
  abstract byte[] bytes(int column);

  /** Returns where a value begins. */
  abstract int from(int column);

  /** Returns where a value ends. */
  abstract int to(int column);

  /** Returns whether a value was read from bytes that are a text in UTF-8. */
  boolean isUtf8(int column) {
    return Utf8.isText(bytes(column), from(column), to(column));
  }

  /** Returns the whole row as it was read, for messages. */
  abstract String whole();

  final UTF8String text(int column) {
    return UTF8String.fromBytes(bytes(column), from(column), to(column) - from(column));
  }
}
