// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code _spark_optim.json} in a folder that a job published: that it is ours, what it
 * holds, and which files. Spark's readers skip names that begin with {@code _}.
 *
 * @param publication identity of the publication that brought the folder
 * @param files lengths by path from the folder, this file and Hadoop's check sums left out
 */
record Mark(Content content, String publication, Map<String, Long> files) {
  static final String NAME = "_spark_optim.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Writes the mark of a folder whose files are all there. */
  static void write(Volume volume, Path folder, Content content, String publication)
      throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("writtenBy", "spark-optim").put("content", content.text());
    json.put("publication", publication);
    ObjectNode lengths = json.putObject("files");
    counted(volume, folder).forEach(lengths::put);
    volume.write(new Path(folder, NAME), MAPPER.writeValueAsBytes(json));
  }

  /** Returns the mark of a folder; none where it has none that can be read. */
  static Optional<Mark> read(Volume volume, Path folder) throws IOException {
    Path file = new Path(folder, NAME);
    if (!volume.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = MAPPER.readTree(volume.read(file));
      Map<String, Long> files = new TreeMap<>();
      json.path("files").properties().forEach(f -> files.put(f.getKey(), f.getValue().asLong()));
      for (Content content : Content.values()) {
        if (content.text().equals(json.path("content").asText())
            && json.path("writtenBy").asText().equals("spark-optim")) {
          return Optional.of(new Mark(content, json.path("publication").asText(), files));
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a folder has all that a publication brought. */
  static boolean isWholeOf(Volume volume, Path folder, String publication) throws IOException {
    Optional<Mark> mark = read(volume, folder);
    return mark.isPresent()
        && mark.get().publication.equals(publication)
        && mark.get().isWhole(volume, folder);
  }

  /** Returns a file of the folder that the publication did not bring, if there is one. */
  Optional<String> foreign(Volume volume, Path folder) throws IOException {
    return counted(volume, folder).keySet().stream()
        .filter(name -> !files.containsKey(name))
        .findFirst();
  }

  private boolean isWhole(Volume volume, Path folder) throws IOException {
    Map<String, Long> found = counted(volume, folder);
    return files.entrySet().stream().allMatch(f -> f.getValue().equals(found.get(f.getKey())));
  }

  private static Map<String, Long> counted(Volume volume, Path folder) throws IOException {
    Map<String, Long> tree = volume.tree(folder);
    tree.keySet().removeIf(Mark::isBeside);
    return tree;
  }

  private static boolean isBeside(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return path.equals(NAME)
        || (name.startsWith(".") && name.endsWith(".crc"))
        || name.equals(".DS_Store");
  }
}
