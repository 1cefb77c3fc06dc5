// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils$;

/**
 * The beginning of a CSV file: the names of its columns, and how many rows of Spark's reader are no
 * data.
 *
 * @param names none for an empty file
 */
record CsvHead(String file, List<String> names, int rows, Charset charset) implements Serializable {
  private static final int BUFFER = 4096;
  private static final int BEGINNING = 64;

  /** Reads no further than it must. */
  static CsvHead of(String file, CsvDialect dialect, Configuration hadoop) throws IOException {
    try (InputStream in = Inputs.open(file, hadoop, BUFFER)) {
      var bytes = new PushbackInputStream(in, BEGINNING);
      if (dialect.charset().isEmpty()) {
        byte[] beginning = bytes.readNBytes(BEGINNING);
        bytes.unread(beginning);
        Inputs.requireText(file, beginning);
      }
      Charset charset = charset(bytes, dialect);
      var lines = new BufferedReader(new InputStreamReader(bytes, charset), BUFFER);
      skipMark(lines);
      int rows = skipped(lines, dialect);
      CsvParserSettings settings = dialect.parser().asParserSettings();
      settings.setInputBufferSize(BUFFER);
      var parser = new CsvParser(settings);
      parser.beginParsing(lines);
      String[] first = parser.parseNext();
      if (first == null) {
        return new CsvHead(file, List.of(), rows, charset);
      }
      if (!dialect.hasHeader()) {
        return new CsvHead(file, numbered(first.length), rows, charset);
      }
      String[] second = parser.parseNext();
      parser.stopParsing();
      return new CsvHead(file, names(first, second, dialect), rows + 1, charset);
    }
  }

  /** A table that R wrote with the names of its rows has no name above them. */
  private static List<String> names(String[] header, String[] row, CsvDialect dialect) {
    String[] names = header;
    boolean longer = row != null && header.length > 1 && row.length == header.length + 1;
    if (longer && row[header.length] != null && !row[header.length].isBlank()) {
      names = new String[row.length];
      System.arraycopy(header, 0, names, 1, header.length);
    }
    return Arrays.asList(CSVUtils$.MODULE$.makeSafeHeader(names, false, dialect.parser()));
  }

  private static List<String> numbered(int columns) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      names.add("_c" + i);
    }
    return names;
  }

  /** Lines that Spark leaves out by itself, empty ones and comments, are no rows of its. */
  private static int skipped(BufferedReader lines, CsvDialect dialect) throws IOException {
    String comment = dialect.option("comment").orElse("");
    int rows = 0;
    for (int i = 0; i < dialect.skipLines(); i++) {
      String line = lines.readLine();
      boolean counts =
          line != null
              && !line.isBlank()
              && (comment.isEmpty() || !line.strip().startsWith(comment));
      rows += counts ? 1 : 0;
    }
    return rows;
  }

  private static Charset charset(PushbackInputStream in, CsvDialect dialect) throws IOException {
    byte[] mark = in.readNBytes(4);
    in.unread(mark);
    return dialect.charset().or(() -> FileKind.marked(mark)).orElse(StandardCharsets.UTF_8);
  }

  private static void skipMark(BufferedReader lines) throws IOException {
    lines.mark(1);
    if (lines.read() != '\uFEFF') {
      lines.reset();
    }
  }
}
