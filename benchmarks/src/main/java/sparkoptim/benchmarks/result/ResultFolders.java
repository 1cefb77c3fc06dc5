// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of results, {@code benchmarks/results/DATE-TIME-COMMIT}, whose names sort by time; a
 * release has its tag in place of the commit, and {@code -dirty} ends the name of results of
 * sources that were not committed.
 */
public final class ResultFolders {
  private static final String RESULTS = "benchmarks/results";
  private static final String DIRTY = "-dirty";

  private final Path root;

  /**
   * Creates a view of a project's results.
   *
   * @param root of the project
   */
  public ResultFolders(Path root) {
    this.root = root;
  }

  /**
   * Returns the files that git knows, committed or staged, oldest folder first; all but those of
   * changed sources where git or its repository is missing, as in an unpacked release.
   */
  public List<Path> published() throws IOException {
    List<Path> known = knownToGit();
    List<Path> files = known.isEmpty() ? unpublished() : known;
    return files.stream()
        .filter(file -> file.toString().endsWith(ResultFiles.SUFFIX))
        .sorted(Comparator.comparing(ResultFolders::folderName))
        .toList();
  }

  /** Empty without git, without a repository, and in the repository of something else. */
  private List<Path> knownToGit() throws IOException {
    Process git;
    try {
      git =
          new ProcessBuilder("git", "-C", root.toString(), "ls-files", "-z", "--", RESULTS)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return List.of();
    }
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Stream.of(names.split("\0", -1))
        .filter(name -> !name.isEmpty())
        .map(root::resolve)
        .filter(Files::exists)
        .toList();
  }

  private List<Path> unpublished() throws IOException {
    if (!Files.isDirectory(root.resolve(RESULTS))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve(RESULTS), 2)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !folderName(file).endsWith(DIRTY))
          .toList();
    }
  }

  private static String folderName(Path file) {
    return file.toAbsolutePath().getParent().getFileName().toString();
  }

  /** Returns the newest published result of a benchmark. */
  public Optional<BenchmarkResult> newest(String benchmark) throws IOException {
    return newest(benchmark, null);
  }

  /** Returns the newest published result of a benchmark that is not in a folder. */
  Optional<BenchmarkResult> newest(String benchmark, Path otherThan) throws IOException {
    List<Path> files =
        published().stream()
            .filter(file -> file.getFileName().toString().equals(benchmark + ResultFiles.SUFFIX))
            .filter(file -> otherThan == null || !folderName(file).equals(folderName(otherThan)))
            .toList();
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(ResultFiles.read(files.get(files.size() - 1)));
  }

  /** Returns the files of results in a folder, by name. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ResultFiles.SUFFIX)).sorted().toList();
    }
  }

  /** Returns the newest folder of all, published or not. */
  public Path newestFolder() throws IOException {
    return folders().stream()
        .reduce((first, second) -> second)
        .orElseThrow(() -> new IllegalArgumentException("there are no results in " + RESULTS));
  }

  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(root.resolve(RESULTS))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root.resolve(RESULTS))) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  /**
   * Returns the folder that a text means: a folder's path, or a part of the name of one folder of
   * results, such as a commit or a release.
   *
   * @throws IllegalArgumentException if no folder is meant, or several
   */
  public Path resolve(String text) throws IOException {
    if (Files.isDirectory(Path.of(text))) {
      return Path.of(text);
    }
    List<Path> found =
        folders().stream().filter(f -> f.getFileName().toString().contains(text)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%s is no folder, and a part of %d names in %s".formatted(text, found.size(), RESULTS));
    }
    return found.get(0);
  }
}
