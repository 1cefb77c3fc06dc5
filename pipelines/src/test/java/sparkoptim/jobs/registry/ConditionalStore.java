// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory, as {@code store://}: an object appears when its upload ends, folders
 * are prefixes, renames copy, and an upload may ask for there being no object. Some uploads that
 * succeeded are told to have failed, as when the store's answer is lost and the request sent again.
 */
public final class ConditionalStore extends FileSystem {
  private static final ConcurrentNavigableMap<String, byte[]> OBJECTS =
      new ConcurrentSkipListMap<>();
  private static final AtomicInteger CONDITIONAL = new AtomicInteger();
  private static final int LOST_ANSWER = 7;
  private static final String OPTION = "fs.option.create.conditional.overwrite";
  private URI uri;

  /** Returns Hadoop's settings with the store in them. */
  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.store.impl", ConditionalStore.class.getName());
    return configuration;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    uri = URI.create("store://" + name.getAuthority());
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public String getScheme() {
    return "store";
  }

  private String key(Path path) {
    return makeQualified(path).toString();
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    byte[] content = OBJECTS.get(key(path));
    if (content == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Bytes(content));
  }

  /** What Hadoop's stream asks for. */
  private static final class Bytes extends ByteArrayInputStream
      implements org.apache.hadoop.fs.Seekable, org.apache.hadoop.fs.PositionedReadable {
    Bytes(byte[] content) {
      super(content);
    }

    @Override
    public void seek(long position) {
      pos = (int) position;
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer) {
      throw new UnsupportedOperationException();
    }
  }

  /** An upload. */
  private static final class Upload extends ByteArrayOutputStream {
    private final String key;
    private final boolean conditional;
    private boolean closed;

    Upload(String key, boolean conditional) {
      this.key = key;
      this.conditional = conditional;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      if (!conditional) {
        OBJECTS.put(key, toByteArray());
        return;
      }
      boolean there = OBJECTS.putIfAbsent(key, toByteArray()) != null;
      if (there || CONDITIONAL.incrementAndGet() % LOST_ANSWER == 0) {
        throw new IOException("412 Precondition Failed: " + key);
      }
    }
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
    if (!overwrite && OBJECTS.containsKey(key(path))) { // as S3A does: a look, and no more
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
    }
    return new FSDataOutputStream(new Upload(key(path), false), statistics);
  }

  /** A builder that knows the option. */
  private final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
    Builder(Path path) {
      super(ConditionalStore.this, path);
    }

    @Override
    public Builder getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      rejectUnknownMandatoryKeys(Set.of(OPTION), "");
      return new FSDataOutputStream(
          new Upload(key(getPath()), getOptions().getBoolean(OPTION, false)), statistics);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as the method is declared
  public FSDataOutputStreamBuilder createFile(Path path) {
    return new Builder(path);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    byte[] content = OBJECTS.get(key(from));
    if (content == null) {
      throw new UnsupportedOperationException("a folder's rename");
    }
    OBJECTS.put(key(to), content);
    OBJECTS.remove(key(from));
    return true;
  }

  private ConcurrentNavigableMap<String, byte[]> below(Path path) {
    String prefix = key(path) + "/";
    return OBJECTS.subMap(prefix, prefix + Character.MAX_VALUE);
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    boolean there = OBJECTS.remove(key(path)) != null || !below(path).isEmpty();
    below(path).clear();
    return there;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    Set<Path> children = new TreeSet<>();
    int start = key(path).length() + 1;
    for (String key : below(path).keySet()) {
      int end = key.indexOf('/', start);
      children.add(new Path(path, key.substring(start, end < 0 ? key.length() : end)));
    }
    FileStatus[] found = new FileStatus[children.size()];
    int i = 0;
    for (Path child : children) {
      found[i++] = getFileStatus(child);
    }
    return found;
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    byte[] content = OBJECTS.get(key(path));
    if (content == null && below(path).isEmpty()) {
      throw new FileNotFoundException(path.toString());
    }
    return new FileStatus(
        content == null ? 0 : content.length,
        content == null,
        1,
        1,
        System.currentTimeMillis(),
        makeQualified(path));
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path("store://bucket/");
  }
}
