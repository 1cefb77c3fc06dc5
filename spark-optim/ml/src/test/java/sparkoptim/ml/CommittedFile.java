// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the tree that was written from what the classes say. */
final class CommittedFile {
  private CommittedFile() {}

  /** Reads a file, named from the root of the tree. */
  static JsonNode json(String name) throws IOException {
    for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
      Path file = place.resolve(name);
      if (Files.exists(file)) {
        return new ObjectMapper().readTree(file.toFile());
      }
    }
    throw new AssertionError("no " + name + " above this folder");
  }
}
