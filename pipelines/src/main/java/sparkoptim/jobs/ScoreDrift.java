// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.jobs.check.Drift;
import sparkoptim.jobs.check.Profile;
import sparkoptim.jobs.window.ModelPins;

/** Holds rows to score against the profile of those that the model was trained on. */
enum ScoreDrift {
  /** Columns that have moved are told. */
  WARN,
  /** Rows with such columns are refused. */
  BLOCK,
  /** Rows are not looked at. */
  OFF;

  /** An index below it is no reason to look, however many rows say that it is real. */
  private static final double LEAST = 0.25;

  private static final int MOST_NAMED = 5;

  /**
   * Returns a sentence on columns that have moved.
   *
   * @param model folder of the model; without a profile there, or beside it, nothing is told
   * @throws DataException if there are such columns and they block
   */
  Optional<String> told(
      Path model, Optional<ModelPins> pinned, Dataset<Row> rows, Configuration hadoop)
      throws IOException {
    if (this == OFF || pinned.isEmpty()) {
      return Optional.empty();
    }
    Optional<Profile> trained =
        profile(new Path(model, Profile.FILE), hadoop)
            .or(() -> profile(new Path(model.getParent(), Profile.FILE), hadoop));
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    String label = pinned.get().labelColumn();
    List<Drift> moved =
        Drift.between(trained.get(), Profile.of(rows, label)).stream()
            .filter(drift -> drift.moved() && drift.psi() >= LEAST)
            .filter(drift -> !drift.column().equals(label) && isRead(drift, pinned.get()))
            .toList();
    if (moved.isEmpty()) {
      return Optional.empty();
    }
    String named =
        String.join(", ", moved.stream().limit(MOST_NAMED).map(Drift::toString).toList());
    int more = moved.size() - MOST_NAMED;
    String sentence =
        "the rows to score are not like those of training: "
            + named
            + (more > 0 ? Text.of(" and %,d more columns", more) : "");
    if (this == BLOCK) {
      throw new DataException(sentence + " (score.drift = block)");
    }
    return Optional.of(sentence);
  }

  /** A feature of a vector is read with its vector. */
  private static boolean isRead(Drift drift, ModelPins pinned) {
    List<String> known = List.of(pinned.columns().fieldNames());
    return !known.contains(drift.column()) || pinned.read().contains(drift.column());
  }

  private static Optional<Profile> profile(Path file, Configuration hadoop) {
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return Optional.of(Profile.of(file.toString(), in.readAllBytes()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
