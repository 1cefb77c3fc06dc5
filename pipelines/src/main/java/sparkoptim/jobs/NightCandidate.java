// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.jobs.evaluate.HoldoutModel;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.Widths;
import sparkoptim.ml.HasTrainingSummary;
import sparkoptim.ml.TrainingSummary;

/** A model of a night: the one that was trained, the one that serves, or the anchor. */
record NightCandidate(PipelineModel model, ModelPins pinned) {

  /** Reads what the model of a version pinned, if the version is whole; no Spark job. */
  static ParentModel open(Version version, RetrainSettings settings, JobSession session)
      throws IOException {
    version.requireWhole();
    return ParentModel.open(
        "registry",
        version.model().toString(),
        session.hadoop(),
        settings.training().stage().trusted());
  }

  /** Loads a model. */
  static NightCandidate load(ParentModel model, JobSession session) throws IOException {
    return new NightCandidate(model.load(session.hadoop()), model.pinned());
  }

  /** Returns the stage that predicts. */
  Transformer last() {
    return model.stages()[model.stages().length - 1];
  }

  /** Returns the model as a comparison takes it: vectors of a file get the width that it knows. */
  HoldoutModel holdoutModel() {
    return new HoldoutModel(model, this::inputs);
  }

  Dataset<Row> inputs(Dataset<Row> rows) {
    Optional<Integer> has = FeaturesColumn.dimension(rows.schema());
    boolean fromFile =
        last() instanceof PredictionModel<?, ?> predicts
            && predicts.getFeaturesCol().equals(FeaturesColumn.NAME);
    Optional<Integer> takes = pinned.width();
    return has.isPresent() && fromFile && takes.isPresent() && !has.equals(takes)
        ? Widths.resized(
            rows, FeaturesColumn.NAME, takes.get(), FeaturesColumn.of(takes.get()).metadata())
        : rows;
  }

  /** Returns whether the codes of another model mean the same labels, as far as it has them. */
  boolean sharesLabels(NightCandidate other) {
    int common = Math.min(pinned.labels().size(), other.pinned.labels().size());
    return pinned.labels().subList(0, common).equals(other.pinned.labels().subList(0, common));
  }

  Optional<TrainingSummary> summary() {
    return last() instanceof HasTrainingSummary trained && trained.hasSummary()
        ? Optional.of(trained.summary())
        : Optional.empty();
  }
}
