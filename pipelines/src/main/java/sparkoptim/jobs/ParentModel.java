// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.Vocabulary;

/**
 * A model that comes before the one that is trained: what it pinned holds for this one, too.
 *
 * @param folder of the saved pipeline
 * @param pinned what it says of labels, width and columns
 */
public record ParentModel(Path folder, ModelPins pinned, TrustedPackages trusted) {

  /**
   * Which model is the parent, and what comes from it.
   *
   * @param model its folder; none: there is none
   */
  record Settings(Optional<String> model, Vocabulary vocabulary, TrustedPackages trusted) {
    static Settings of(Keys keys) {
      return new Settings(
          keys.text("data.pinnedBy"),
          keys.oneOf("vocabulary", Vocabulary.class),
          TrustedPackages.of(keys.config()));
    }

    Optional<ParentModel> open(Configuration hadoop) throws IOException {
      return model.isEmpty()
          ? Optional.empty()
          : Optional.of(ParentModel.open("data.pinnedBy", model.get(), hadoop, trusted));
    }
  }

  /**
   * Reads what a model pinned.
   *
   * @param key the setting that names the folder, for errors
   */
  static ParentModel open(String key, String folder, Configuration hadoop, TrustedPackages trusted)
      throws IOException {
    var path = new Path(folder);
    if (!path.getFileSystem(hadoop).exists(new Path(path, "metadata"))) {
      throw new DataException("%s: no saved model in %s".formatted(key, folder));
    }
    ModelPins pinned =
        ModelPins.of(path, hadoop)
            .orElseThrow(
                () ->
                    new DataException(
                        "%s: the model in %s has no %s, which train writes since version 0.2: train it again"
                            .formatted(key, folder, ModelPins.FILE)));
    return new ParentModel(path, pinned, trusted);
  }

  /** Loads the pipeline. */
  PipelineModel load(Configuration hadoop) throws IOException {
    SavedModelCheck.require(folder.toString(), hadoop, trusted);
    return PipelineModel.load(folder.toString());
  }

  /** Writes a file into the folder of a saved model, beside what Spark's readers look at. */
  static void write(Path model, String name, byte[] content, Configuration hadoop)
      throws IOException {
    Path file = new Path(model, name);
    try (OutputStream out = file.getFileSystem(hadoop).create(file, true)) {
      out.write(content);
    }
  }
}
