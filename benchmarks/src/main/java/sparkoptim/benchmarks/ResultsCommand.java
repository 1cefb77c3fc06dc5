// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.DocTables;
import sparkoptim.benchmarks.result.ResultComparison;
import sparkoptim.benchmarks.result.ResultFolders;

/** What is done with results: {@code bin/bench compare} and {@code bin/bench tables}. */
public final class ResultsCommand {
  private static final String MARGIN = "--margin=";
  private static final String TIMES = "--times";

  private final ResultFolders folders;
  private final Path root;

  private ResultsCommand(Path root) {
    this.root = root;
    folders = new ResultFolders(root);
  }

  /** Exits with 1 where a figure is worse than before, with 2 on bad usage. */
  public static void main(String[] arguments) throws IOException {
    ResultsCommand command = new ResultsCommand(Path.of(System.getenv("SPARK_OPTIM_HOME")));
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    try {
      boolean passed =
          switch (arguments[0]) {
            case "compare" -> command.compare(rest);
            case "tables" -> command.tables();
            default -> throw new IllegalArgumentException("compare or tables, not " + arguments[0]);
          };
      System.exit(passed ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("bin/bench " + String.join(" ", arguments) + ": " + e.getMessage());
      System.exit(2);
    }
  }

  /** Two folders, or one beside the newest published results of others; the newest by default. */
  private boolean compare(List<String> arguments) throws IOException {
    double margin = ResultComparison.MARGIN;
    boolean times = false;
    List<Path> paths = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.startsWith(MARGIN)) {
        margin = Double.parseDouble(argument.substring(MARGIN.length()));
      } else if (argument.equals(TIMES)) {
        times = true;
      } else {
        paths.add(folders.resolve(argument));
      }
    }
    if (paths.size() > 2) {
      throw new IllegalArgumentException("at most two folders");
    }
    ResultComparison comparison = new ResultComparison(margin, times);
    Path now = paths.size() == 2 ? paths.get(1) : folders.newestFolder();
    if (paths.isEmpty()) {
      System.out.println("The newest published results before, " + now.getFileName() + " now");
      comparison.addNewest(folders, now);
    } else {
      System.out.println(paths.get(0).getFileName() + " before, " + now.getFileName() + " now");
      comparison.addFolders(paths.get(0), now);
    }
    System.out.println();
    System.out.println(comparison.report());
    return comparison.passed();
  }

  private boolean tables() throws IOException {
    DocTables tables = new DocTables(folders);
    for (Path page : DocTables.pages(root)) {
      String old = Files.readString(page);
      String renewed = tables.fullGradient(old);
      if (!renewed.equals(old)) {
        Files.writeString(page, renewed);
        System.out.println("Renewed: " + root.relativize(page));
      }
    }
    Optional<BenchmarkResult> gap = folders.newest(GapBench.NAME);
    if (gap.isPresent()) {
      Path picture = root.resolve("docs/figures/linear-gap.png");
      Files.write(picture, GapChart.png(gap.get()));
      System.out.println("Drawn: " + root.relativize(picture));
    }
    return true;
  }
}
