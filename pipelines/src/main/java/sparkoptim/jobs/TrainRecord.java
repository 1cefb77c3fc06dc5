// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import sparkoptim.ml.HasTrainingSummary;
import sparkoptim.ml.TrainingSummary;

/**
 * The content of {@code metrics.json} about a run.
 *
 * @param seconds of the fit, feature stages included
 * @param train what the evaluation found on the training rows; null where there was none
 * @param test null without test rows
 */
record TrainRecord(
    TrainSettings settings,
    Transformer model,
    TrainingData data,
    double seconds,
    Map<String, Object> train,
    Map<String, Object> test) {

  /** Returns the same with what the evaluation found. */
  TrainRecord with(Map<String, Object> onTrain, Map<String, Object> onTest) {
    return new TrainRecord(settings, model, data, seconds, onTrain, onTest);
  }

  Optional<TrainingSummary> summary() {
    return model instanceof HasTrainingSummary trained && trained.hasSummary()
        ? Optional.of(trained.summary())
        : Optional.empty();
  }

  /** Returns how many features the model takes; null if it does not say. */
  Integer features() {
    return summary()
        .map(TrainingSummary::features)
        .orElseGet(() -> model instanceof PredictionModel<?, ?> m ? m.numFeatures() : null);
  }

  /** Returns the seconds of training: by the trainer's own account, or those of the fit. */
  double trainingSeconds() {
    return summary().map(TrainingSummary::seconds).orElse(seconds);
  }

  /**
   * Returns the record as JSON; what is not known is left out, and a number that is not finite is
   * null.
   *
   * @param problems what failed after the model was saved
   */
  byte[] json(Optional<Curve> curve, List<String> problems) throws JsonProcessingException {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("stage", settings.stage().className());
    record.put("rows", train == null ? null : train.get("rows"));
    record.put("features", features());
    record.put("train", train);
    record.put("test", test);
    record.put("seconds", trainingSeconds());
    record.put("fitSeconds", seconds);
    summary().ifPresent(summary -> put(record, summary));
    data.labels().ifPresent(labels -> record.put("labels", labels.values()));
    record.put("settings", settingsWithMethod());
    record.put("versions", Versions.all());
    curve.ifPresent(points -> record.put("curve", points.values()));
    record.put("problems", problems.isEmpty() ? null : problems);
    record.values().removeIf(value -> value == null);
    return Json.bytes(record);
  }

  private static void put(Map<String, Object> record, TrainingSummary summary) {
    record.put("objective", summary.objective());
    record.put("passes", summary.passes());
    record.put("steps", summary.steps());
    record.put("stopReason", summary.stopReason());
    record.put("weightsSha256", summary.weightsSha256());
    record.put("engine", summary.engine());
    record.put("engineReason", summary.engineReason());
    record.put("backend", summary.backend());
    record.put("computeSeconds", summary.computeSeconds());
    record.put("waitSeconds", summary.waitSeconds());
    record.put("exchangeSeconds", summary.exchangeSeconds());
    record.put("bytesReduced", summary.bytesReduced());
    record.put("numShards", summary.numShards());
  }

  private Map<String, Object> settingsWithMethod() {
    Map<String, Object> all = new LinkedHashMap<>(settings.config().root().unwrapped());
    summary().ifPresent(summary -> all.put("optimMethod", summary.optimMethod()));
    return all;
  }
}
