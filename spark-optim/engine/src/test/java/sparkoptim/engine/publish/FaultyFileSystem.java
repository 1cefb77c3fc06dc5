// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as a file system of its own, {@code faulty:}, that from its k-th operation on
 * refuses all, as if the process had ended there. As {@code s3a:} (by another name of the same
 * class) its renames copy file after file, each an operation.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);
  private static volatile boolean once;
  private static volatile String refusedRename = "";
  private static volatile Runnable onOverwrite = () -> {};
  private URI uri = URI.create("faulty:///");

  private static final Configuration CONFIGURATION = withThis();

  /** Returns Hadoop's settings with the file system in them. */
  public static Configuration configuration() {
    return CONFIGURATION;
  }

  private static Configuration withThis() {
    Configuration configuration = new Configuration();
    for (String scheme : Set.of("faulty", "s3a")) {
      configuration.set("fs." + scheme + ".impl", FaultyFileSystem.class.getName());
      configuration.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    }
    return configuration;
  }

  /** Lets this many operations through; then refuses one, or all. */
  public static void failAfter(long operations, boolean onlyOnce) {
    once = onlyOnce;
    LEFT.set(operations);
  }

  /** Refuses renames to a name. */
  public static void refuseRenameTo(String name) {
    refusedRename = name;
  }

  /** Returns how many operations were let through since the last {@link #failAfter}. */
  public static long operations(long let) {
    return let - LEFT.get();
  }

  /** Runs an action whenever a file that is written anew is empty. */
  static void onOverwrite(Runnable action) {
    onOverwrite = action;
  }

  /** Works again; returns whether an operation was refused since. */
  public static boolean heal() {
    refusedRename = "";
    onOverwrite = () -> {};
    return LEFT.getAndSet(Long.MAX_VALUE) < 0;
  }

  private static void operation(String what) throws IOException {
    long left = LEFT.decrementAndGet();
    if (left == -1 || (left < -1 && !once)) {
      throw new IOException("injected at " + what);
    }
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(URI.create("file:///"), conf);
    setConf(conf);
    uri = URI.create(name.getScheme() + ":///");
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("faulty:///") : uri; // asked for by the constructor above
  }

  @Override
  public String getScheme() {
    return uri.getScheme();
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    operation("open " + path);
    return super.open(path, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    operation("create " + path);
    FSDataOutputStream out =
        super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    if (overwrite) {
      onOverwrite.run();
    }
    return out;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    operation("rename " + from + " to " + to);
    if (to.getName().equals(refusedRename)) {
      throw new IOException("injected at rename to " + to);
    }
    if (uri.getScheme().equals("s3a")) {
      copy(from, to);
      return true;
    }
    return super.rename(from, to);
  }

  private void copy(Path from, Path to) throws IOException {
    if (getFileStatus(from).isDirectory()) {
      super.mkdirs(to);
      for (FileStatus child : super.listStatus(from)) {
        copy(child.getPath(), new Path(to, child.getPath().getName()));
      }
      super.delete(from, true);
      return;
    }
    operation("copy " + from);
    Files.copy(pathToFile(from).toPath(), pathToFile(to).toPath());
    operation("delete the original " + from);
    super.delete(from, false);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    operation("delete " + path);
    return super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    operation("mkdirs " + path);
    return super.mkdirs(path);
  }

  /** Hadoop would start a program for it. */
  @Override
  public void setPermission(Path path, FsPermission permission) {}

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    operation("list " + path);
    FileStatus[] found = super.listStatus(path);
    for (int i = 0; i < found.length; i++) {
      found[i] = plain(found[i]);
    }
    return found;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  /** Returns a status without owner and permissions, which Hadoop asks of {@code file:} only. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }
}
