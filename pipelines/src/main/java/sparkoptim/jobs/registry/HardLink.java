// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.Path;

/** On a local disk: a file that is written aside gets its name by a hard link, whole or not. */
final class HardLink implements ExclusiveCreate.Way {
  /** The disk has no hard links. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(FileSystemException cause) {
      super(cause);
    }
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    java.nio.file.Path target = java.nio.file.Path.of(file.toUri().getPath());
    java.nio.file.Path aside = target.resolveSibling(ExclusiveCreate.asideName());
    try {
      write(aside, content);
      return link(target, aside);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static boolean link(java.nio.file.Path target, java.nio.file.Path aside)
      throws IOException {
    try {
      Files.createLink(target, aside);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (FileSystemException e) {
      throw new RefusedException(e);
    }
  }

  private static void write(java.nio.file.Path aside, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true); // a name must not outlive a power cut that the content did not
    }
  }
}
