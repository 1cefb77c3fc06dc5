// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tables in Markdown pages between {@code <!-- bench:NAME -->} and {@code <!-- end -->}: the newest
 * published result of the benchmark NAME, with a line on where it was measured. NAME {@code
 * headlines} is {@link Headlines}.
 */
public final class DocTables {
  private static final Pattern START = Pattern.compile("<!-- bench:([\\w-]+) -->\n");
  private static final String END = "<!-- end -->";
  private static final String HEADLINES = "headlines";
  private static final int WIDTH = 120;

  private final ResultFolders folders;

  /** Creates tables of a project's published results. */
  public DocTables(ResultFolders folders) {
    this.folders = folders;
  }

  /** Returns the pages of a project: the first one and those of the documentation. */
  public static List<Path> pages(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      return Stream.concat(Stream.of(root.resolve("README.md")), files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /**
   * Returns a page with its tables made anew; all else stays.
   *
   * @throws IllegalArgumentException if a marker has no end, or names a benchmark without results
   */
  public String fullGradient(String page) throws IOException {
    StringBuilder renewed = new StringBuilder();
    Matcher start = START.matcher(page);
    int from = 0;
    while (start.find(from)) {
      int end = page.indexOf(END, start.end());
      int next = page.indexOf("<!-- bench:", start.end());
      if (end < 0 || (next >= 0 && next < end)) {
        throw new IllegalArgumentException(
            "the table of %s has no %s".formatted(start.group(1), END));
      }
      renewed.append(page, from, start.end()).append(block(start.group(1)));
      from = end;
    }
    return renewed.append(page, from, page.length()).toString();
  }

  private String block(String name) throws IOException {
    if (name.equals(HEADLINES)) {
      return "\n" + String.join("\n", Headlines.table(folders)) + "\n\n";
    }
    BenchmarkResult result =
        folders
            .newest(name)
            .orElseThrow(
                () -> new IllegalArgumentException("there is no published result of " + name));
    return "\n%s\n\n%s\n\n%s"
        .formatted(
            wrapped(result.run().describe() + ":"),
            String.join("\n", MarkdownTable.of(result)),
            result.labelNames().isEmpty() ? wrapped(result.summary() + ".") + "\n\n" : "");
  }

  private static String wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return String.join("\n", lines);
  }
}
