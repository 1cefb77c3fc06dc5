// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code commit.json}: from the moment it is there, the results that it names count, be
 * they in their place or still aside. It goes when all are in place.
 *
 * @param publication identity of the publication
 * @param staged name of the folder, beside this file, in which the results were written
 * @param entries what to put in place, in this order
 * @param removed what goes, as this run has none of it
 */
record CommitRecord(String publication, String staged, List<Entry> entries, List<String> removed) {
  static final String NAME = "commit.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A file or folder to put in place.
   *
   * @param replaces whether an older one was there
   */
  record Entry(String name, Content content, boolean replaces) {}

  void write(Volume volume, Path folder) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("publication", publication).put("staged", staged);
    ArrayNode list = json.putArray("entries");
    for (Entry entry : entries) {
      list.addObject()
          .put("name", entry.name)
          .put("content", entry.content.text())
          .put("replaces", entry.replaces);
    }
    ArrayNode names = json.putArray("removed");
    removed.forEach(names::add);
    volume.replace(new Path(folder, NAME), MAPPER.writeValueAsBytes(json));
  }

  /**
   * Returns the record in a folder, if there is one.
   *
   * @throws IOException if it is there and says nothing, which no run of ours leaves
   */
  static Optional<CommitRecord> read(Volume volume, Path folder) throws IOException {
    Path file = new Path(folder, NAME);
    if (!volume.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(MAPPER.readTree(volume.read(file))));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged; what it names is in " + folder, e);
    }
  }

  private static CommitRecord parse(JsonNode json) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode entry : json.path("entries")) {
      entries.add(
          new Entry(
              plain(entry.path("name")),
              Content.valueOf(entry.path("content").asText().toUpperCase(java.util.Locale.ROOT)),
              entry.path("replaces").asBoolean()));
    }
    List<String> removed = new ArrayList<>();
    json.path("removed").forEach(name -> removed.add(plain(name)));
    return new CommitRecord(
        json.path("publication").asText(), plain(json.path("staged")), entries, removed);
  }

  /** Returns a name that leads to no other folder. */
  private static String plain(JsonNode name) {
    String text = name.asText();
    if (text.isEmpty() || text.contains("/") || text.equals("..") || text.equals(".")) {
      throw new IllegalArgumentException("not a name: " + text);
    }
    return text;
  }
}
