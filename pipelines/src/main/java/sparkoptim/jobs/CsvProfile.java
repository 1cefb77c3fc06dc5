// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

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
  private long firstOther = Long.MAX_VALUE;
  private String otherText = "";

  private CsvProfile(int columns) {
    this.columns = new CsvColumn[columns];
    Arrays.setAll(this.columns, i -> new CsvColumn());
  }

  /**
   * Looks at every value once.
   *
   * @param texts the rows
   * @param allowed the kinds that each column takes
   */
  static CsvProfile of(CsvTexts texts, CsvDialect dialect, List<Set<ValueKind>> allowed) {
    int[] allowedBits = new int[allowed.size()];
    Arrays.setAll(
        allowedBits, i -> allowed.get(i).stream().mapToInt(kind -> 1 << kind.place()).sum());
    var all = new CsvProfile(allowedBits.length);
    CsvTexts.Form form = texts.form();
    texts
        .blocks()
        .collect(
            partition -> {
              var profile = new CsvProfile(allowedBits.length);
              profile.add(partition, form.row(), dialect, allowedBits);
              return List.of(profile).iterator();
            })
        .forEach(all::merge);
    return all;
  }

  private void add(Iterator<RowBlock> blocks, CsvRow row, CsvDialect dialect, int[] allowed) {
    var nulls = new CsvNulls(dialect);
    byte decimal = (byte) dialect.decimal().charAt(0);
    byte thousands = dialect.thousands().isEmpty() ? 0 : (byte) dialect.thousands().charAt(0);
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      for (int r = 0; r < block.size(); r++) {
        row.move(block, r);
        rows++;
        int bad = row.fits() ? FITS : NO_COLUMN;
        for (int i = 0; i < allowed.length; i++) {
          ValueKind kind =
              nulls.isNull(row, i)
                  ? ValueKind.EMPTY
                  : ValueKind.of(row.bytes(i), row.from(i), row.to(i), decimal, thousands);
          columns[i].add(kind, row, i, decimal);
          if (kind == ValueKind.TEXT && firstOther == Long.MAX_VALUE && !row.isUtf8(i)) {
            firstOther = block.number + r;
            otherText = row.text(i).toString();
          }
          if (bad == FITS && (allowed[i] >> kind.place() & 1) == 0) {
            bad = i;
          }
        }
        if (bad != FITS) {
          addBad(row, block.number + r, bad);
        }
      }
    }
  }

  private void addBad(CsvRow row, long number, int column) {
    if (badRows++ == 0) {
      firstBad = number;
      badColumn = column;
      badText = column == NO_COLUMN ? row.whole() : row.text(column).toString();
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
    if (other.firstOther < firstOther) {
      firstOther = other.firstOther;
      otherText = other.otherText;
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

  /** Returns whether a text is not in UTF-8. */
  boolean hasOtherTexts() {
    return firstOther < Long.MAX_VALUE;
  }

  /** Returns the number of the first row with such a text. */
  long firstOther() {
    return firstOther;
  }

  String otherText() {
    return otherText;
  }
}
