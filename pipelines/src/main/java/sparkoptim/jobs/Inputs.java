// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
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
      for (FileStatus match : matches(session.spark(), input.key(), pattern)) {
        publication.protect(input.key(), match.getPath());
      }
    }
  }

  private static void exists(SparkSession spark, String key, String pattern) {
    if (matches(spark, key, pattern).length == 0) {
      throw new JobException(key + ": no such file: " + pattern);
    }
  }

  /** Returns the first data file at a path: itself, or the first in the folder by name. */
  static Optional<Path> firstFile(SparkSession spark, Input input) {
    return Arrays.stream(matches(spark, input.key(), input.path()))
        .flatMap(status -> status.isDirectory() ? children(spark, status) : Stream.of(status))
        .flatMap(status -> partitions(spark, status))
        .filter(status -> status.isFile() && status.getLen() > 0)
        .map(FileStatus::getPath)
        .filter(path -> !path.getName().startsWith("_") && !path.getName().startsWith("."))
        .min(Comparator.naturalOrder());
  }

  /** Returns whether a path is the name of something, whatever characters are in it. */
  static boolean isLiteral(SparkSession spark, String path) {
    if (path.chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0)) {
      return false; // no pattern either: it makes no difference
    }
    try {
      var plain = new Path(path);
      return fileSystem(spark, plain).exists(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the beginning of a file as text, unpacked. */
  static String beginning(SparkSession spark, Path file, int bytes) {
    try (InputStream in = open(file.toUri().toString(), hadoop(spark), bytes)) {
      return new String(in.readNBytes(bytes), StandardCharsets.UTF_8).replace("\uFEFF", "");
    } catch (IOException e) {
      throw ReadFailure.in(file.toString(), new UncheckedIOException(e));
    }
  }

  /** Refuses a first file that is not one of text in UTF-8. */
  static void requireText(SparkSession spark, Input input) {
    firstFile(spark, input)
        .ifPresent(
            file -> {
              try (InputStream in = open(file.toUri().toString(), hadoop(spark), 64)) {
                byte[] beginning = in.readNBytes(64);
                requireUtf8(file.toString(), beginning);
                requireText(file.toString(), beginning);
              } catch (IOException e) {
                throw ReadFailure.explained(
                    input, ReadFailure.in(file.toString(), new UncheckedIOException(e)));
              }
            });
  }

  private static void requireUtf8(String file, byte[] beginning) {
    FileKind.otherCharset(beginning)
        .ifPresent(
            name -> {
              throw new ContentException(
                  "%s is in %2$s, which this format is not read in: convert it, as iconv -f %2$s -t UTF-8 does"
                      .formatted(readable(file), name));
            });
  }

  /** Refuses a file by its beginning. */
  static void requireText(String file, byte[] beginning) {
    FileKind.notText(beginning)
        .ifPresent(
            what -> {
              throw new ContentException(readable(file) + " " + what);
            });
  }

  /** Opens a file whose name is that of a URI, unpacked where its ending says that it is packed. */
  static InputStream open(String uri, Configuration hadoop, int buffer) throws IOException {
    var path = new Path(URI.create(uri));
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    FileSystem files = path.getFileSystem(hadoop);
    InputStream raw = files.open(path, buffer);
    try {
      if (codec instanceof SnappyCodec || codec instanceof Lz4Codec) {
        raw = new BufferedInputStream(raw, Math.max(buffer, 16));
        requireBlocks(raw, files.getFileStatus(path).getLen(), codec);
      }
      return codec == null ? raw : codec.createInputStream(raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * A codec of blocks takes as much memory as the first bytes say, which of a text is gigabytes.
   */
  private static void requireBlocks(InputStream in, long size, CompressionCodec codec)
      throws IOException {
    in.mark(8);
    byte[] lengths = in.readNBytes(8);
    in.reset();
    if (lengths.length == 8) {
      int block = ByteBuffer.wrap(lengths).getInt(4);
      if (block < 0 || block > size) {
        throw new ZipException("not a " + codec.getDefaultExtension() + " file of Hadoop's");
      }
    }
  }

  /** Returns Hadoop's settings, with our reader of Zstandard. */
  static Configuration hadoop(SparkSession spark) {
    var settings = new Configuration(spark.sessionState().newHadoopConf());
    settings.set("io.compression.codecs", codecs(spark));
    return settings;
  }

  /** Returns the codecs of files; Hadoop's own for Zstandard needs a native library. */
  static String codecs(SparkSession spark) {
    String known = spark.sparkContext().hadoopConfiguration().get("io.compression.codecs", "");
    String ours = ZstandardCodec.class.getName();
    return known.isBlank() || known.contains(ours) ? ours : known + "," + ours;
  }

  /**
   * Returns the name of a file as people write it, from one in which odd characters are escaped.
   */
  static String readable(String uri) {
    try {
      return new Path(URI.create(uri)).toString();
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }

  static boolean startsWith(SparkSession spark, Path file, byte[] magic) {
    try (InputStream in = fileSystem(spark, file).open(file)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileStatus[] matches(SparkSession spark, String key, String pattern) {
    try {
      var path = new Path(pattern);
      FileSystem files = fileSystem(spark, path);
      if (files.getUri().getScheme().matches("https?")) {
        throw new JobException(
            "%s: files of a web server are not read in parts: download %s first"
                .formatted(key, pattern));
      }
      if (isLiteral(spark, pattern)) {
        return new FileStatus[] {files.getFileStatus(path)};
      }
      FileStatus[] found = files.globStatus(path);
      return found == null ? new FileStatus[0] : found;
    } catch (IllegalArgumentException e) { // of a name with a colon, in a folder with a pattern
      throw new JobException(
          "%s: %s cannot be looked for: %s (a pattern's folder must hold no name with a colon; name"
                  .formatted(key, pattern, e.getMessage())
              + " the folder itself, or the file)",
          e);
    } catch (IOException e) {
      String message = "%s: cannot look for %s: %s".formatted(key, pattern, firstLine(e));
      throw StorageFault.mayPass(e)
          ? new TryAgainException(message, e)
          : new JobException(message, e);
    }
  }

  private static String firstLine(IOException thrown) {
    String said = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return said.isBlank() || said.equals("null") ? thrown.getClass().getSimpleName() : said;
  }

  /** Returns what is below folders of partitions, {@code day=2026-11-10}; others as they are. */
  private static Stream<FileStatus> partitions(SparkSession spark, FileStatus status) {
    return status.isDirectory() && status.getPath().getName().contains("=")
        ? children(spark, status).flatMap(child -> partitions(spark, child))
        : Stream.of(status);
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
