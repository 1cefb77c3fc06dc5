// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The format of a file, by how it begins. */
final class FileKind {
  private static final Pattern LIBSVM =
      Pattern.compile("[+-]?[0-9.]+([eE][+-]?[0-9]+)?( +[0-9]+:\\S+)* *(#.*)?");

  private FileKind() {}

  /** Returns the value of {@code data.format}; csv for text of no other kind. */
  static String of(byte[] beginning, String text) {
    return binary(beginning).orElseGet(() -> text(text));
  }

  private static Optional<String> binary(byte[] bytes) {
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
