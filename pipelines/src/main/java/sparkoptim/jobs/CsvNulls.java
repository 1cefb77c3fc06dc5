// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The texts that stand for a missing value. */
final class CsvNulls implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[][] texts;

  CsvNulls(CsvDialect dialect) {
    texts =
        dialect.nulls().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** Returns whether a row has no value in a column. */
  boolean isNull(CsvRow row, int column) {
    return row.isNull(column) || contains(row.bytes(column), row.from(column), row.to(column));
  }

  private boolean contains(byte[] bytes, int from, int to) {
    for (byte[] text : texts) {
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }
}
