// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Spark's S3A, with the option that S3A has since Hadoop 3.4.2: an upload whose request is refused
 * where there is an object. The server decides, by {@code If-None-Match}.
 */
public final class ConditionalS3 extends FilterFileSystem {
  private static final String OPTION = "fs.option.create.conditional.overwrite";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int EXISTS = 412;

  /** Returns settings under which {@code s3a:} is this. */
  static Configuration in(Configuration hadoop) {
    var settings = new Configuration(hadoop);
    settings.set("fs.s3a.impl", ConditionalS3.class.getName());
    return settings;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    try {
      Class<?> s3a = conf.getClassByName("org.apache.hadoop.fs.s3a.S3AFileSystem");
      fs = (FileSystem) s3a.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
    super.initialize(name, conf);
  }

  @Override
  @SuppressWarnings("rawtypes") // as the method is declared
  public FSDataOutputStreamBuilder createFile(Path path) {
    return new Builder(path);
  }

  private final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
    Builder(Path path) {
      super(ConditionalS3.this, path);
    }

    @Override
    public Builder getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      rejectUnknownMandatoryKeys(Set.of(OPTION), "");
      return getOptions().getBoolean(OPTION, false)
          ? new FSDataOutputStream(new Upload(getPath()), statistics)
          : fs.create(getPath(), true);
    }
  }

  /** One request, at the end. */
  private final class Upload extends ByteArrayOutputStream {
    private final Path path;

    Upload(Path path) {
      this.path = path;
    }

    @Override
    public void close() throws IOException {
      URI bucket = fs.getUri();
      URI object =
          URI.create(
              getConf().get("fs.s3a.endpoint")
                  + "/"
                  + bucket.getAuthority()
                  + makeQualified(path).toUri().getRawPath());
      HttpRequest request =
          HttpRequest.newBuilder(object)
              .header("If-None-Match", "*")
              .PUT(HttpRequest.BodyPublishers.ofByteArray(toByteArray()))
              .build();
      try {
        int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status == EXISTS) {
          throw new FileAlreadyExistsException(path.toString());
        }
        if (status != 200) {
          throw new IOException("status " + status + " for " + path);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }
}
