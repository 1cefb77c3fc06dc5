// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.SparkSession;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.report.Coefficient;
import sparkoptim.jobs.report.RunReport;
import sparkoptim.jobs.window.Origin;
import sparkoptim.ml.HasTrainingSummary;
import sparkoptim.ml.TrainingSummary;

/**
 * The content of {@code metrics.json} about a run.
 *
 * @param started when the job began
 * @param seconds of the fit, feature stages included
 * @param environment where it ran
 * @param origin what the rows were
 * @param train what the evaluation found on the training rows, once there was one
 * @param coefficients the largest of a linear model
 */
record TrainRecord(
    TrainSettings settings,
    Transformer model,
    TrainingData data,
    Instant started,
    double seconds,
    Map<String, String> environment,
    Origin origin,
    Evaluated train,
    Optional<Evaluated> test,
    List<Coefficient> coefficients) {

  /** Of the form of {@code metrics.json}, which {@code docs/metrics.schema.json} describes. */
  private static final int VERSION = 2;

  /** Returns what is known before the evaluation. */
  static TrainRecord of(
      TrainSettings settings,
      Transformer model,
      TrainingData data,
      Instant started,
      double seconds,
      SparkSession spark,
      Origin origin) {
    Map<String, String> environment = Versions.environment(spark.sparkContext());
    return new TrainRecord(
        settings,
        model,
        data,
        started,
        seconds,
        environment,
        origin,
        Evaluated.NONE,
        Optional.empty(),
        List.of());
  }

  /** Returns the same with what the evaluation found. */
  TrainRecord with(Evaluated onTrain, Optional<Evaluated> onTest, List<Coefficient> largest) {
    return new TrainRecord(
        settings, model, data, started, seconds, environment, origin, onTrain, onTest, largest);
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
   * Returns the run as reports tell of it.
   *
   * @param problems what failed after the model was saved
   */
  RunReport report(Optional<Curve> curve, List<String> problems) {
    String stage = settings.stage().className();
    return new RunReport(
        stage.substring(stage.lastIndexOf('.') + 1),
        started,
        values(curve, problems),
        curve,
        train,
        test,
        coefficients);
  }

  /** Returns the content of {@code metrics.json}; what is not known is left out. */
  Map<String, Object> values(Optional<Curve> curve, List<String> problems) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("version", VERSION);
    record.put("stage", settings.stage().className());
    record.put("rows", train.rows());
    record.put("features", features());
    record.put("train", train.equals(Evaluated.NONE) ? null : train.values());
    record.put("test", test.map(Evaluated::values).orElse(null));
    record.put("started", started.toString());
    record.put("seconds", trainingSeconds());
    record.put("fitSeconds", seconds);
    record.put("read", data.readRecord());
    record.put("inputs", origin.inputs());
    record.put("parent", origin.parent().map(Secrets::redacted).orElse(null));
    summary().ifPresent(summary -> put(record, summary));
    data.labels().ifPresent(labels -> record.put("labels", labels.values()));
    record.put("settings", settingsWithMethod());
    record.put("settingsSha256", origin.settingsSha256());
    record.put("versions", Versions.all());
    record.put("environment", environment);
    record.put("warnings", warnings().isEmpty() ? null : warnings());
    record.put("problems", problems.isEmpty() ? null : List.copyOf(problems));
    curve.ifPresent(points -> record.put("curve", points.values()));
    record.values().removeIf(value -> value == null);
    return record;
  }

  /** Returns sentences on figures that are less than they seem. */
  List<String> warnings() {
    var warnings = new ArrayList<String>();
    train.warnings().forEach(warning -> warnings.add("train: " + warning));
    test.ifPresent(rows -> rows.warnings().forEach(warning -> warnings.add("test: " + warning)));
    return warnings;
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
    Map<String, Object> all = Secrets.redacted(settings.recorded());
    summary().ifPresent(summary -> all.put("optimMethod", summary.optimMethod()));
    return all;
  }
}
