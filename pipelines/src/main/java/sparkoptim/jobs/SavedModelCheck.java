// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;

/**
 * Looks at the metadata of a saved model before Spark's reader does. That one runs the static
 * initializer of whatever class is named there, and follows the names of stages wherever they lead.
 */
final class SavedModelCheck {
  private static final int DEEPEST = 12;
  private static final long LONGEST = 64L << 20;
  private static final Pattern UID = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,250}");

  private final FileSystem files;
  private final TrustedPackages trusted;

  private SavedModelCheck(FileSystem files, TrustedPackages trusted) {
    this.files = files;
    this.trusted = trusted;
  }

  /**
   * Checks all stages of a model.
   *
   * @throws JobException that names the first stage that cannot be one, or is not to be trusted
   */
  static void require(String model, Configuration hadoop, TrustedPackages trusted)
      throws IOException {
    Path folder = new Path(model);
    new SavedModelCheck(folder.getFileSystem(hadoop), trusted).walk(folder, 0);
  }

  private void walk(Path folder, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new JobException("model: folders in " + folder + " are nested too deep for a model");
    }
    for (FileStatus child : files.listStatus(folder)) {
      if (child.isDirectory() && child.getPath().getName().equals("metadata")) {
        metadata(folder, child.getPath());
      } else if (child.isDirectory()) {
        walk(child.getPath(), depth + 1);
      }
    }
  }

  private void metadata(Path stage, Path metadata) throws IOException {
    for (FileStatus part : files.listStatus(metadata)) {
      if (part.getPath().getName().startsWith("part-") && part.getLen() > 0) {
        JsonNode json = read(part);
        String name = json.path("class").asText();
        trusted.require("model " + stage, name);
        requireStage(stage, name);
        for (JsonNode uid : json.path("paramMap").path("stageUids")) {
          if (!UID.matcher(uid.asText()).matches() || uid.asText().equals("..")) {
            throw new JobException(
                "model %s: a stage cannot have the uid %s".formatted(stage, uid.asText()));
          }
        }
      }
    }
  }

  /** Spark's metadata is the first line; what follows is no part of it. */
  private JsonNode read(FileStatus part) throws IOException {
    if (part.getLen() > LONGEST) {
      throw new JobException(
          Text.of("model: %s has %d bytes, which no metadata has", part.getPath(), part.getLen()));
    }
    try (InputStream in = files.open(part.getPath())) {
      JsonNode json = new ObjectMapper().readTree(in);
      if (json != null && json.isObject() && json.path("class").isTextual()) {
        return json;
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new JobException(
          "model: %s is damaged: %s".formatted(part.getPath(), e.getOriginalMessage()), e);
    }
    throw new JobException("model: %s is not the metadata of a stage".formatted(part.getPath()));
  }

  private static void requireStage(Path stage, String name) {
    Class<?> type;
    try {
      type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new JobException(
          "model %s: the class %s is not on the class path; add its jar with --jars after --"
              .formatted(stage, name),
          e);
    }
    if (!Params.class.isAssignableFrom(type)) {
      throw new JobException("model %s: %s is no stage of Spark ML".formatted(stage, name));
    }
  }
}
