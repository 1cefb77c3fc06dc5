// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.ipc.RemoteException;

/**
 * A file system with operations that do what they say or throw. Hadoop's own differ from one to the
 * next: a rename may return false, may move a folder <em>into</em> the target, may be a copy.
 */
public final class Volume implements Closeable {
  /** Schemes of object stores: a rename there copies object after object. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "cos", "obs", "swift");

  private final FileSystem files;
  private final boolean local;
  private final boolean copies;

  private Volume(FileSystem files, boolean local, boolean copies) {
    this.files = files;
    this.local = local;
    this.copies = copies;
  }

  /**
   * Opens the file system of a path: an instance of its own, as closing a shared one would end the
   * work of others, and one without Hadoop's check sums, as files move alone.
   */
  public static Volume of(Path path, Configuration configuration) throws IOException {
    FileSystem files = FileSystem.newInstance(path.toUri(), configuration);
    if (files instanceof LocalFileSystem checked) {
      files = checked.getRawFileSystem();
    }
    String scheme = files.getUri().getScheme().toLowerCase(Locale.ROOT);
    boolean local = files instanceof RawLocalFileSystem && scheme.equals("file");
    return new Volume(files, local, OBJECT_STORES.contains(scheme));
  }

  /** Returns the file system itself. */
  public FileSystem files() {
    return files;
  }

  /** Returns whether this is the local disk. */
  public boolean isLocal() {
    return local;
  }

  /** Returns whether moving a folder copies its files, so that a reader may see a part of them. */
  public boolean movesByCopy() {
    return copies;
  }

  /** Returns the whole path; of a local one the real path, without links. */
  public Path whole(Path path) throws IOException {
    Path qualified = files.makeQualified(path);
    if (!local) {
      return qualified;
    }
    return files.makeQualified(
        new Path(new java.io.File(qualified.toUri().getPath()).getCanonicalPath()));
  }

  /** Returns whether there is a file or a folder. */
  public boolean exists(Path path) throws IOException {
    return status(path).isPresent();
  }

  /** Returns what a path leads to; nothing where there is nothing. */
  public Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      // A path below a file: not found on some file systems, an error of another kind on others.
      if (e.getClass().getSimpleName().equals("ParentNotDirectoryException")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  boolean isFolder(Path path) throws IOException {
    return status(path).map(FileStatus::isDirectory).orElse(false);
  }

  /** Returns what is in a folder; nothing where there is no folder. */
  public List<Path> children(Path folder) throws IOException {
    return statuses(folder).stream().map(FileStatus::getPath).toList();
  }

  /** Returns the same with times and lengths. */
  public List<FileStatus> statuses(Path folder) throws IOException {
    try {
      return List.of(files.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Returns the files below a folder by their paths from there, with their lengths. */
  public Map<String, Long> tree(Path folder) throws IOException {
    if (local) {
      return localTree(java(folder));
    }
    Map<String, Long> tree = new TreeMap<>();
    String root = files.makeQualified(folder).toUri().getPath() + "/";
    RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String path = file.getPath().toUri().getPath();
      tree.put(path.startsWith(root) ? path.substring(root.length()) : path, file.getLen());
    }
    return tree;
  }

  /** Hadoop starts a process for every local file that it lists, to ask for its permissions. */
  private static Map<String, Long> localTree(java.nio.file.Path folder) throws IOException {
    Map<String, Long> tree = new TreeMap<>();
    List<java.nio.file.Path> found;
    try (Stream<java.nio.file.Path> all = Files.walk(folder)) {
      found = all.filter(Files::isRegularFile).toList();
    }
    for (java.nio.file.Path file : found) {
      tree.put(folder.relativize(file).toString(), Files.size(file));
    }
    return tree;
  }

  /** Returns the content of a file. */
  public byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /** Writes a file anew, and reads it back. */
  public void write(Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(content);
    }
    if (!Arrays.equals(read(path), content)) {
      throw new IOException(path + " does not hold what was written to it");
    }
  }

  /** Writes a file so that a reader sees the old content or the new one. */
  public void replace(Path path, byte[] content) throws IOException {
    Path aside = new Path(path.getParent(), "." + path.getName() + ".new");
    write(aside, content);
    if (!local && exists(path)) { // elsewhere a rename may refuse to replace
      files.delete(path, false);
    }
    if (local) {
      Files.move(java(aside), java(path), StandardCopyOption.ATOMIC_MOVE);
    } else {
      rename(aside, path);
    }
  }

  /** Writes over a file that is never missing meanwhile. */
  public void overwrite(Path path, byte[] content) throws IOException {
    if (local) {
      replace(path, content);
      return;
    }
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(content);
    }
  }

  /** Creates a file that nobody else has created; false where somebody has. */
  public boolean createNew(Path path, byte[] content) throws IOException {
    try {
      if (local) {
        Files.write(java(path), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } else {
        try (FSDataOutputStream out = files.create(path, false)) {
          out.write(content);
        }
      }
      return true;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } catch (RemoteException e) {
      if (e.getClassName().endsWith(".AlreadyBeingCreatedException")) {
        return false; // of HDFS: another has created it, and is still writing
      }
      throw e;
    }
  }

  /** Moves a file or a folder to a name that is free. */
  void move(Path from, Path to) throws IOException {
    if (exists(to)) {
      throw new IOException("cannot move " + from + ": there is already a " + to);
    }
    rename(from, to);
  }

  private void rename(Path from, Path to) throws IOException {
    if (local) {
      Files.move(java(from), java(to), StandardCopyOption.ATOMIC_MOVE);
    } else if (!files.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  /** Removes a file, or a folder with all that it holds; nothing where there is none. */
  public void remove(Path path) throws IOException {
    if (!files.delete(path, true) && exists(path)) {
      throw new IOException("cannot remove " + path);
    }
  }

  /** Removes a folder that is empty. */
  void removeEmpty(Path folder) throws IOException {
    if (isFolder(folder) && children(folder).isEmpty()) {
      files.delete(folder, false);
    }
  }

  /** Creates a folder, and those above it; nothing where it is there. */
  public void createFolder(Path folder) throws IOException {
    if (!files.mkdirs(folder)) {
      throw new IOException("cannot create the folder " + folder);
    }
  }

  private static java.nio.file.Path java(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
