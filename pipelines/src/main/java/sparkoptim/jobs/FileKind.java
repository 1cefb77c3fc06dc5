// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The format of a file, by how it begins. */
final class FileKind {
  private static final Pattern LIBSVM =
      Pattern.compile("[+-]?[0-9.]+([eE][+-]?[0-9]+)?( +[0-9]+:\\S+)* *(#.*)?");

  private static final Map<String, String> OTHERS =
      Map.of(
          "\u001F\u008B", "is packed by gzip, which readers know by its name: let it end in .gz",
          "BZh", "is packed by bzip2, which readers know by its name: let it end in .bz2",
          "(\u00B5/\u00FD", "is packed by zstd, which readers know by its name: let it end in .zst",
          "\u00FD7zXZ", "is packed by xz, which is not read: unpack it",
          "PK\u0003\u0004",
              "is a ZIP file, as workbooks of Excel are: unpack it, or save its sheet as CSV",
          "\u00D0\u00CF\u0011\u00E0", "is an old file of Excel: save its sheet as CSV",
          "%PDF-", "is a PDF",
          "SQLite format 3",
              "is a database of SQLite: data.format = jdbc reads it with its driver");

  private static final Pattern HTML =
      Pattern.compile("\\s*<(!doctype +html|html)[ >]", Pattern.CASE_INSENSITIVE);
  private static final Pattern WIDE = Pattern.compile("([\\t\\n\\r -~]\u0000){4}");

  private static final Pattern WIDER =
      Pattern.compile("([\\t\\n\\r -~]\u0000{3}){2}|(\u0000{3}[\\t\\n\\r -~]){2}");

  private FileKind() {}

  /** Returns the value of {@code data.format}; csv for text of no other kind. */
  static String of(byte[] beginning, String text) {
    return binary(beginning).orElseGet(() -> text(text));
  }

  /** Returns the format of a file that is not one of text. */
  static Optional<String> binary(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
    if (start.equals("PAR1")) {
      return Optional.of("parquet");
    } else if (start.startsWith("ORC")) {
      return Optional.of("orc");
    } else if (start.equals("Obj\u0001")) {
      return Optional.of("avro");
    } else if (start.equals("\0\0\b\u0003") || start.equals("\0\0\b\u0001")) {
      return Optional.of("idx");
    }
    return Optional.empty();
  }

  /** Returns what a file is that no reader of texts takes, and what to do about it. */
  static Optional<String> notText(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(64, bytes.length), StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> kind : OTHERS.entrySet()) {
      if (start.startsWith(kind.getKey())) {
        return Optional.of(kind.getValue());
      }
    }
    Optional<String> format = binary(bytes).filter(name -> !name.equals("idx"));
    if (format.isPresent()) {
      return Optional.of("holds %1$s: data.format = %1$s".formatted(format.get()));
    }
    return HTML.matcher(start).lookingAt()
        ? Optional.of("is a page of HTML, as a download that failed leaves it")
        : wide(start)
            .map(
                name ->
                    "is in %s without a byte order mark: data.options.encoding = %s"
                        .formatted(name.substring(0, 6), name));
  }

  /** Returns the charset that a mark at the beginning of a text says, but for UTF-8. */
  static Optional<Charset> marked(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
    if (start.equals("\u00FF\u00FE\0\0") || start.equals("\0\0\u00FE\u00FF")) {
      return Optional.of(Charset.forName("UTF-32"));
    }
    return start.startsWith("\u00FF\u00FE") || start.startsWith("\u00FE\u00FF")
        ? Optional.of(StandardCharsets.UTF_16)
        : Optional.empty();
  }

  /** Returns the charset of a text that is not in UTF-8, as its first bytes show it. */
  static Optional<String> otherCharset(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(64, bytes.length), StandardCharsets.ISO_8859_1);
    return marked(bytes).map(Charset::name).or(() -> wide(start));
  }

  /** Returns the charset of ASCII in two bytes or four, without the mark that says so. */
  private static Optional<String> wide(String start) {
    if (WIDER.matcher(start).lookingAt()) {
      return Optional.of(start.charAt(0) == 0 ? "UTF-32BE" : "UTF-32LE");
    } else if (WIDE.matcher(start).lookingAt()) {
      return Optional.of("UTF-16LE");
    }
    boolean big = !start.isEmpty() && WIDE.matcher(start.substring(1)).lookingAt();
    return big ? Optional.of("UTF-16BE") : Optional.empty();
  }

  private static String text(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("{") || stripped.startsWith("[")) {
      return "json";
    }
    List<String> lines =
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    List<String> whole = lines.subList(0, Math.max(Math.min(1, lines.size()), lines.size() - 1));
    boolean libsvm =
        whole.stream().allMatch(line -> LIBSVM.matcher(line.strip()).matches())
            && whole.stream().anyMatch(line -> line.contains(":"));
    return libsvm ? "libsvm" : "csv";
  }
}
