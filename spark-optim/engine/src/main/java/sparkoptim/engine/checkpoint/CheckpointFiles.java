// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;

/**
 * The files of one checkpoint: manifest, its digest, arrays. Whatever is read is verified first: a
 * file that is missing or is not what it claims is a {@link CheckpointException} that names it; a
 * file system that does not answer is an {@link IOException}.
 */
final class CheckpointFiles {
  static final String MANIFEST = "manifest.json";
  static final String DIGEST = "manifest.json.sha256";
  private static final int CHUNK = 8192;
  private static final long LONGEST_MANIFEST = 64L << 20;

  private final FileSystem files;
  private final Path folder;

  CheckpointFiles(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Returns a file system of its own, to be closed: others' go on writing Hadoop's checksums. */
  static FileSystem open(Path path, Configuration configuration) throws IOException {
    FileSystem files = FileSystem.newInstance(path.toUri(), configuration);
    if (files instanceof LocalFileSystem) {
      files.setWriteChecksum(false);
      files.setVerifyChecksum(false);
    }
    return files;
  }

  Manifest.ArrayFile writeArray(String name, double[] values) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Path path = new Path(folder, new Manifest.ArrayFile(name, 0, "").fileName());
    try (FSDataOutputStream out = files.create(path, false)) {
      for (int from = 0; from < values.length; from += CHUNK) {
        int count = Math.min(CHUNK, values.length - from);
        buffer.clear();
        buffer.asDoubleBuffer().put(values, from, count);
        digest.update(buffer.array(), 0, count * Double.BYTES);
        out.write(buffer.array(), 0, count * Double.BYTES);
      }
    }
    return new Manifest.ArrayFile(name, values.length, Sha256.hex(digest));
  }

  double[] readArray(Manifest.ArrayFile array) throws IOException {
    requireLength(array);
    double[] values = new double[array.length()];
    DoubleBuffer all = DoubleBuffer.wrap(values);
    read(array, all::put);
    return values;
  }

  /** Verifies an array and keeps nothing of it. */
  void verifyArray(Manifest.ArrayFile array) throws IOException {
    requireLength(array);
    read(array, values -> {});
  }

  private void read(Manifest.ArrayFile array, Consumer<DoubleBuffer> values) throws IOException {
    Path path = new Path(folder, array.fileName());
    MessageDigest digest = Sha256.digest();
    if (array.length() > 0) { // an empty one may be a pipe, which would never open
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      try (FSDataInputStream in = files.open(path)) {
        for (int from = 0; from < array.length(); from += CHUNK) {
          int count = Math.min(CHUNK, array.length() - from);
          in.readFully(buffer.array(), 0, count * Double.BYTES);
          digest.update(buffer.array(), 0, count * Double.BYTES);
          values.accept(buffer.clear().limit(count * Double.BYTES).asDoubleBuffer());
        }
      } catch (ChecksumException e) {
        throw new CheckpointException(path + " is damaged: " + e.getMessage(), e);
      } catch (EOFException e) {
        throw new CheckpointException(path + " ends before its length says", e);
      }
    }
    requireDigest(path, Sha256.hex(digest), array.sha256());
  }

  /** Writes the manifest, then the digest that makes it valid. */
  void writeManifest(Manifest manifest) throws IOException {
    byte[] content = ManifestJson.write(manifest);
    write(MANIFEST, content);
    write(DIGEST, digestLine(content));
  }

  private void write(String name, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(new Path(folder, name), false)) {
      out.write(content);
    }
  }

  /** Returns the digest in the form of the sha256sum command, which can check it. */
  private static byte[] digestLine(byte[] content) {
    return (Sha256.hex(content) + "  " + MANIFEST + "\n").getBytes(StandardCharsets.UTF_8);
  }

  Manifest readManifest() throws IOException {
    byte[] content = read(MANIFEST);
    String expected = new String(digestLine(content), StandardCharsets.UTF_8);
    String stored = new String(read(DIGEST), StandardCharsets.UTF_8);
    Path path = new Path(folder, MANIFEST);
    requireDigest(path, expected, stored);
    return ManifestJson.read(path.toString(), content);
  }

  /** Returns the error of a sound manifest that lacks what a state needs. */
  CheckpointException unfit(String why) {
    return new CheckpointException(new Path(folder, MANIFEST) + ": " + why);
  }

  private byte[] read(String name) throws IOException {
    Path path = new Path(folder, name);
    long length = length(path);
    if (length > LONGEST_MANIFEST) {
      throw new CheckpointException(PlainText.of("%s is too long: %d bytes", path, length));
    }
    if (length == 0) { // which a pipe has too, and opening one could last for ever
      throw new CheckpointException(path + " is empty");
    }
    byte[] content = new byte[(int) length];
    try (FSDataInputStream in = files.open(path)) {
      in.readFully(content);
    } catch (ChecksumException e) {
      throw new CheckpointException(path + " is damaged: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new CheckpointException(path + " ends before its length says", e);
    }
    return content;
  }

  private long length(Path path) throws IOException {
    FileStatus status;
    try {
      status = files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new CheckpointException(path + " is missing", e);
    }
    if (!status.isFile()) {
      throw new CheckpointException(path + " is no file");
    }
    return status.getLen();
  }

  private void requireLength(Manifest.ArrayFile array) throws IOException {
    Path path = new Path(folder, array.fileName());
    long expected = (long) array.length() * Double.BYTES;
    long length = length(path);
    if (length != expected) {
      throw new CheckpointException(
          PlainText.of("%s has %d bytes, its manifest says %d", path, length, expected));
    }
  }

  private static void requireDigest(Path path, String found, String expected) {
    if (!found.equals(expected)) {
      throw new CheckpointException(
          path + " is damaged: its SHA-256 is not the one written with it");
    }
  }
}
