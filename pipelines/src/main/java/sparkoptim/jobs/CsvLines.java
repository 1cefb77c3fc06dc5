// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.univocity.parsers.csv.CsvParser;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Lines that are cut into values where they lie, as bytes: several times as fast as Spark's parser,
 * which makes a text of every value. A line with a quote is left to that parser.
 *
 * @param dialect how the lines are written
 * @param width how many values a line has
 * @param places for a file whose columns come in another order, where they are; none for others
 * @param comment what a line begins with that is no row; empty for nothing
 */
record CsvLines(CsvDialect dialect, int width, Map<String, int[]> places, String comment)
    implements CsvTexts.Form, FileGuard.RowFilter {

  /**
   * Lines of files.
   *
   * @param orders files by the order of their columns; none where columns go by position
   */
  static CsvLines of(
      CsvDialect dialect, List<String> names, Map<List<String>, List<String>> orders) {
    return new CsvLines(
        dialect, names.size(), places(names, orders), dialect.option("comment").orElse(""));
  }

  /** Returns whether files of a dialect are cut at ends of lines and single bytes. */
  static boolean take(CsvDialect dialect, Charset charset) {
    boolean lines =
        !Boolean.parseBoolean(dialect.option("multiLine").orElse("false"))
            && dialect.option("lineSep").isEmpty();
    return lines && charset.equals(StandardCharsets.UTF_8);
  }

  private static Map<String, int[]> places(
      List<String> names, Map<List<String>, List<String>> orders) {
    Map<String, int[]> places = new LinkedHashMap<>();
    orders.forEach(
        (order, files) -> {
          if (!order.equals(names)) {
            int[] there = names.stream().mapToInt(order::indexOf).toArray();
            files.forEach(file -> places.put(file, there));
          }
        });
    return places;
  }

  /** Spark's reader passes over lines that are blank, and comments. */
  @Override
  public boolean isRow(InternalRow line) {
    UTF8String text = line.getUTF8String(0);
    return !isBlank(text)
        && (comment.isEmpty() || !text.startsWith(UTF8String.fromString(comment)));
  }

  private static boolean isBlank(UTF8String text) {
    for (int i = 0; i < text.numBytes(); i++) {
      byte character = Platform.getByte(text.getBaseObject(), text.getBaseOffset() + i);
      if (character > ' ' || character < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public CsvRow row() {
    return new CsvLine();
  }

  private final class CsvLine extends CsvRow {
    private final UnsafeRow row = new UnsafeRow(1);
    private final int separator = dialect.plainSeparator().orElse(-1);
    private final byte quote = dialect.quote();
    private final int[] straight = new int[width];
    private final int[] starts = new int[width];
    private final int[] ends = new int[width];
    private CsvParser parser;
    private String file = "";
    private int[] place = straight;
    private UTF8String line = UTF8String.EMPTY_UTF8;
    private byte[] bytes = {};
    private int count;

    /** Whether the values are made anew, with other bytes than the line's. */
    private boolean parsed;

    /** Whether it is known of the line if it is a text, and if so. */
    private boolean known;

    private boolean utf8;

    CsvLine() {
      Arrays.setAll(straight, i -> i);
    }

    @Override
    void move(RowBlock block, int index) {
      if (!block.file.equals(file)) {
        file = block.file;
        place = places.getOrDefault(file, straight);
      }
      block.row(index, row);
      line = row.getUTF8String(0);
      bytes = (byte[]) row.getBaseObject();
      int from = (int) (line.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      known = false;
      parsed = separator < 0 || !cut(from, from + line.numBytes());
      if (parsed) {
        parse();
      }
    }

    /** The parser gives a sign of its own for bytes that are no text, so ask the line's. */
    @Override
    boolean isUtf8(int column) {
      if (!parsed) {
        return super.isUtf8(column);
      }
      if (!known) {
        int from = (int) (line.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
        utf8 = Utf8.isText((byte[]) line.getBaseObject(), from, from + line.numBytes());
        known = true;
      }
      return utf8;
    }

    /** Cuts a line at its separators; false where it has a quote. */
    private boolean cut(int from, int to) {
      int start = from;
      count = 0;
      for (int i = from; i < to; i++) {
        byte character = bytes[i];
        if (character == separator) {
          add(start, i);
          start = i + 1;
        } else if (character == quote) {
          return false;
        }
      }
      add(start, to);
      return true;
    }

    private void add(int start, int end) {
      if (count < width) {
        starts[count] = start;
        ends[count] = end;
      }
      count++;
    }

    private void parse() {
      if (parser == null) {
        parser = new CsvParser(dialect.lineParser().asParserSettings());
      }
      String[] values = parser.parseLine(line.toString());
      count = 0;
      if (values == null) {
        return;
      }
      byte[][] texts = new byte[values.length][];
      int size = 0;
      for (int i = 0; i < values.length; i++) {
        texts[i] = values[i] == null ? new byte[0] : values[i].getBytes(StandardCharsets.UTF_8);
        size += texts[i].length;
      }
      bytes = new byte[size];
      int at = 0;
      for (byte[] text : texts) {
        System.arraycopy(text, 0, bytes, at, text.length);
        add(at, at + text.length);
        at += text.length;
      }
    }

    @Override
    boolean fits() {
      return count == width;
    }

    @Override
    boolean isNull(int column) {
      int at = place[column];
      return at >= count || starts[at] == ends[at];
    }

    @Override
    byte[] bytes(int column) {
      return bytes;
    }

    @Override
    int from(int column) {
      return starts[place[column]];
    }

    @Override
    int to(int column) {
      return ends[place[column]];
    }

    @Override
    String whole() {
      return line.toString();
    }
  }
}
