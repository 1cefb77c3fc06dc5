// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Secrets;

/**
 * A file that was read, as the file system describes it.
 *
 * @param modified when it was last written; the epoch where the file system does not know
 */
public record InputFile(String path, long length, Instant modified) {
  private static final int MOST_LISTED = 1000;
  private static final String LOG = "_delta_log";
  private static final Pattern VERSION = Pattern.compile("(\\d{20})\\.json");

  /** Returns what a record says of files: their number and size, and each of the first ones. */
  public static Map<String, Object> values(List<InputFile> files) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("count", files.size());
    values.put("bytes", files.stream().mapToLong(InputFile::length).sum());
    values.put("list", files.stream().limit(MOST_LISTED).map(InputFile::values).toList());
    return values;
  }

  /** Without user information that the path may have. */
  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", Secrets.redacted(path));
    values.put("length", length);
    values.put("modified", modified.toString());
    return values;
  }

  /**
   * Returns the data files at a path, which may be a pattern, sorted by path; those whose names
   * begin with a dot or an underscore are none.
   *
   * @param key the setting that names it, for errors
   */
  public static List<InputFile> at(String key, String pattern, Configuration hadoop) {
    List<InputFile> files = new ArrayList<>();
    try {
      Path path = new Path(pattern);
      FileSystem system = path.getFileSystem(hadoop);
      boolean literal = "*?[]{}\\".chars().anyMatch(c -> pattern.indexOf(c) >= 0);
      FileStatus[] found =
          literal && system.exists(path)
              ? new FileStatus[] {system.getFileStatus(path)}
              : system.globStatus(path);
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        add(system, status, files);
      }
    } catch (IOException e) { // the file system does not answer: later it may
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          "%s: cannot look for %s: %s".formatted(key, pattern, e.getMessage()), e);
    }
    files.sort(Comparator.comparing(InputFile::path));
    return files;
  }

  private static void add(FileSystem system, FileStatus status, List<InputFile> files)
      throws IOException {
    if (status.isFile()) {
      files.add(
          new InputFile(
              status.getPath().toString(),
              status.getLen(),
              Instant.ofEpochMilli(status.getModificationTime())));
      return;
    }
    for (FileStatus child : system.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
      if (!hidden) {
        add(system, child, files);
      }
    }
  }

  /**
   * Returns the version of a table of Delta Lake that is read with these options: the newest,
   * unless they ask for another; nothing where there is no table, or a time is asked for.
   *
   * @param options of the reader; their names have no case
   */
  public static Optional<Long> deltaVersion(
      String path, Map<String, String> options, Configuration hadoop) {
    var asked = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    asked.putAll(options);
    if (asked.containsKey("timestampAsOf")) {
      return Optional.empty();
    }
    Optional<Long> newest = deltaVersion(path, hadoop);
    String version = asked.getOrDefault("versionAsOf", "");
    return version.matches("[0-9]{1,18}") ? newest.map(n -> Long.valueOf(version)) : newest;
  }

  /** Returns the newest version of a table of Delta Lake at a path; nothing where there is none. */
  public static Optional<Long> deltaVersion(String path, Configuration hadoop) {
    try {
      Path log = new Path(path, LOG);
      FileSystem system = log.getFileSystem(hadoop);
      if (!system.exists(log)) {
        return Optional.empty();
      }
      long newest = -1;
      for (FileStatus status : system.listStatus(log)) {
        Matcher name = VERSION.matcher(status.getPath().getName());
        newest = name.matches() ? Math.max(newest, Long.parseLong(name.group(1))) : newest;
      }
      return newest < 0 ? Optional.empty() : Optional.of(newest);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // a table's name, or a path that only the format's package knows
    }
  }
}
