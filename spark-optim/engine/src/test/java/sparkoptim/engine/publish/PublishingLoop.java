// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A program that publishes one version after another into a folder until it is killed. */
public final class PublishingLoop {
  private static final int FILES = 20;

  private PublishingLoop() {}

  /** Publishes into the folder {@code args[0]}; prints a line when it has begun. */
  public static void main(String[] args) throws IOException {
    Configuration hadoop = new Configuration();
    System.out.println("begun");
    for (int version = 0; ; version++) {
      publish(new Path(args[0]), version, hadoop);
    }
  }

  static void publish(Path folder, int version, Configuration hadoop) throws IOException {
    byte[] content = ("version " + version).getBytes(UTF_8);
    try (Publication publication = Publication.of(folder, "train", true, hadoop)) {
      publication.claim("output", "model", Content.MODEL);
      publication.claim("output", "metrics.json", Content.FILE);
      publication.begin();
      Path model = publication.place("model");
      FileSystem files = model.getFileSystem(hadoop);
      for (int i = 0; i < FILES; i++) {
        try (OutputStream out = files.create(new Path(model, "data/part-" + i))) {
          out.write(content);
        }
      }
      publication.seal("model", Content.MODEL);
      publication.write("metrics.json", content);
      publication.publish(List.of());
    }
  }
}
