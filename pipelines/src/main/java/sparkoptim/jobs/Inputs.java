// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import sparkoptim.engine.publish.Publication;

/** Looks at input files before Spark reads them. */
final class Inputs {
  private Inputs() {}

  /**
   * Checks that something is there to read.
   *
   * @throws JobException naming the key and the path
   */
  static void exists(SparkSession spark, Input input) {
    exists(spark, input.key(), input.path());
    input.labels().ifPresent(labels -> exists(spark, input.key() + " (labels)", labels));
  }

  /** Tells a publication of the files and folders that are read. */
  static void protect(JobSession session, Input input, Publication publication) throws IOException {
    List<String> patterns = new ArrayList<>(List.of(input.path()));
    input.labels().ifPresent(patterns::add);
    for (String pattern : patterns) {
      publication.protect(input.key(), new Path(pattern));
      for (FileStatus match : matches(session.spark(), pattern)) {
        publication.protect(input.key(), match.getPath());
      }
    }
  }

  private static void exists(SparkSession spark, String key, String pattern) {
    if (matches(spark, pattern).length == 0) {
      throw new JobException(key + ": no such file: " + pattern);
    }
  }

  /** Returns the first data file at a path: itself, or the first in the folder by name. */
  static Optional<Path> firstFile(SparkSession spark, Input input) {
    return Arrays.stream(matches(spark, input.path()))
        .flatMap(status -> status.isDirectory() ? children(spark, status) : Stream.of(status))
        .filter(status -> status.isFile() && status.getLen() > 0)
        .map(FileStatus::getPath)
        .filter(path -> !path.getName().startsWith("_") && !path.getName().startsWith("."))
        .min(Comparator.naturalOrder());
  }

  static boolean startsWith(SparkSession spark, Path file, byte[] magic) {
    try (InputStream in = fileSystem(spark, file).open(file)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileStatus[] matches(SparkSession spark, String pattern) {
    var path = new Path(pattern);
    try {
      FileStatus[] found = fileSystem(spark, path).globStatus(path);
      return found == null ? new FileStatus[0] : found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<FileStatus> children(SparkSession spark, FileStatus folder) {
    try {
      return Arrays.stream(fileSystem(spark, folder.getPath()).listStatus(folder.getPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileSystem fileSystem(SparkSession spark, Path path) throws IOException {
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }
}
