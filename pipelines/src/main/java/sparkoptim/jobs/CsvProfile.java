// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What all values of a CSV input look like, and which rows do not fit. */
final class CsvProfile implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NO_COLUMN = -1;
  private static final int FITS = -2;

  private final CsvColumn[] columns;
  private long rows;
  private long badRows;
  private long firstBad = Long.MAX_VALUE;
  private int badColumn = NO_COLUMN;
  private String badText = "";

  private CsvProfile(int columns) {
    this.columns = new CsvColumn[columns];
    Arrays.setAll(this.columns, i -> new CsvColumn());
  }

  /**
   * Looks at every value once.
   *
   * @param texts the columns as texts, then Spark's corrupt record
   * @param allowed the kinds that each column takes
   */
  static CsvProfile of(RowBlocks texts, CsvDialect dialect, List<Set<ValueKind>> allowed) {
    int[] allowedBits = new int[allowed.size()];
    Arrays.setAll(
        allowedBits, i -> allowed.get(i).stream().mapToInt(kind -> 1 << kind.place()).sum());
    var all = new CsvProfile(allowedBits.length);
    texts
        .collect(
            partition -> {
              var profile = new CsvProfile(allowedBits.length);
              profile.add(partition, dialect, allowedBits);
              return List.of(profile).iterator();
            })
        .forEach(all::merge);
    return all;
  }

  private void add(Iterator<RowBlock> blocks, CsvDialect dialect, int[] allowed) {
    Set<UTF8String> nulls = new HashSet<>();
    dialect.nulls().forEach(text -> nulls.add(UTF8String.fromString(text)));
    byte decimal = (byte) dialect.decimal().charAt(0);
    byte thousands = dialect.thousands().isEmpty() ? 0 : (byte) dialect.thousands().charAt(0);
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      UnsafeRow row = block.newRow();
      for (int r = 0; r < block.size(); r++) {
        block.row(r, row);
        rows++;
        int bad = row.isNullAt(allowed.length) ? FITS : NO_COLUMN;
        for (int i = 0; i < allowed.length; i++) {
          UTF8String text = row.isNullAt(i) ? null : row.getUTF8String(i);
          ValueKind kind =
              text == null || nulls.contains(text)
                  ? ValueKind.EMPTY
                  : ValueKind.of(text, decimal, thousands);
          columns[i].add(kind, text);
          if (bad == FITS && (allowed[i] >> kind.place() & 1) == 0) {
            bad = i;
          }
        }
        if (bad != FITS) {
          addBad(row, block.number + r, bad, allowed.length);
        }
      }
    }
  }

  private void addBad(UnsafeRow row, long number, int column, int corrupt) {
    if (badRows++ == 0) {
      firstBad = number;
      badColumn = column;
      badText = row.getUTF8String(column == NO_COLUMN ? corrupt : column).toString();
    }
  }

  private void merge(CsvProfile other) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].merge(other.columns[i]);
    }
    if (other.firstBad < firstBad) {
      firstBad = other.firstBad;
      badColumn = other.badColumn;
      badText = other.badText;
    }
    rows += other.rows;
    badRows += other.badRows;
  }

  List<CsvColumn> columns() {
    return new ArrayList<>(Arrays.asList(columns));
  }

  long rows() {
    return rows;
  }

  long badRows() {
    return badRows;
  }

  /** Returns the number of the first row that does not fit. */
  long firstBad() {
    return firstBad;
  }

  /** Returns the column whose value does not fit; -1 where the row has too few or too many. */
  int badColumn() {
    return badColumn;
  }

  String badText() {
    return badText;
  }
}
