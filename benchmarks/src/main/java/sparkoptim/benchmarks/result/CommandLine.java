// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The words of a command without what belongs to one machine: paths and names of hosts. */
final class CommandLine {
  private static final Pattern URL = Pattern.compile("([a-z0-9]+)://[^,\\s]*");
  private static final Pattern PIECE = Pattern.compile("[^=,:]+");
  private static final Pattern PLAIN = Pattern.compile("[\\w.,:=@%+-]+");

  private CommandLine() {}

  /**
   * Returns the words in one line, as a shell reads it; a path after the first is its last name.
   */
  static String of(List<String> words) {
    return IntStream.range(0, words.size())
        .mapToObj(i -> i == 0 ? words.get(0) : quoted(portable(words.get(i))))
        .collect(Collectors.joining(" "));
  }

  private static String portable(String word) {
    StringBuilder result = new StringBuilder();
    Matcher url = URL.matcher(word);
    int from = 0;
    while (url.find()) {
      result.append(baseNames(word.substring(from, url.start()))).append(url.group(1)).append(":");
      from = url.end();
    }
    return result.append(baseNames(word.substring(from))).toString();
  }

  private static String baseNames(String text) {
    return PIECE
        .matcher(text)
        .replaceAll(piece -> Matcher.quoteReplacement(lastName(piece.group())));
  }

  private static String lastName(String path) {
    String trimmed = path.replaceAll("/+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /** Returns a Spark master; of one on a cluster its kind alone. */
  static String withoutHosts(String master) {
    return URL.matcher(master).replaceAll("$1");
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
