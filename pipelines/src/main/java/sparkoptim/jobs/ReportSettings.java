// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.jobs.evaluate.EvaluationSettings;
import sparkoptim.jobs.report.HtmlReport;
import sparkoptim.jobs.report.MlflowRun;
import sparkoptim.jobs.report.MlflowSettings;
import sparkoptim.jobs.report.ReportStep;
import sparkoptim.jobs.report.TensorBoardEvents;

/** What is measured, and where it is reported beside {@code metrics.json}. */
record ReportSettings(
    EvaluationSettings evaluation,
    boolean page,
    Optional<String> tensorBoard,
    Optional<MlflowSettings> mlflow) {

  static ReportSettings of(Keys keys) {
    return new ReportSettings(
        evaluation(keys), keys.flag("report"), keys.text("tensorBoard"), mlflow(keys));
  }

  /** Returns what reports a run, in order; each may fail without harm to the others. */
  List<ReportStep> steps(Configuration hadoop) {
    List<ReportStep> steps = new ArrayList<>();
    steps.add(new CurvePicture());
    if (page) {
      steps.add(new HtmlReport());
    }
    tensorBoard.ifPresent(folder -> steps.add(new TensorBoardEvents(folder, hadoop)));
    mlflow.ifPresent(server -> steps.add(new MlflowRun(server)));
    return steps;
  }

  private static Optional<MlflowSettings> mlflow(Keys keys) {
    Optional<String> uri = keys.text("mlflow.uri");
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MlflowSettings(
              new URI(uri.get()),
              keys.requiredText("mlflow.experiment"),
              keys.text("mlflow.runName")));
    } catch (URISyntaxException e) {
      throw new JobException("mlflow.uri must be a URL, was " + Secrets.redacted(uri.get()), e);
    } catch (IllegalArgumentException e) {
      throw new JobException(e.getMessage(), e);
    }
  }

  private static EvaluationSettings evaluation(Keys keys) {
    int replicates = required(keys.wholeNumber("evaluate.replicates"), "evaluate.replicates");
    double confidence = required(keys.number("evaluate.confidence"), "evaluate.confidence");
    long seed = required(keys.longNumber("evaluate.seed"), "evaluate.seed");
    try {
      return new EvaluationSettings(
          replicates, confidence, seed, texts(keys, "evaluate.by"), keys.text("evaluate.key"));
    } catch (IllegalArgumentException e) {
      throw new JobException(e.getMessage(), e);
    }
  }

  /** Returns a list of texts; one text is a list of one. */
  private static List<String> texts(Keys keys, String key) {
    if (!keys.config().hasPath(key)) {
      return List.of();
    }
    try {
      return keys.config().getValue(key).valueType() == ConfigValueType.LIST
          ? keys.config().getStringList(key)
          : List.of(keys.config().getString(key));
    } catch (ConfigException.WrongType e) {
      throw new JobException(e.getMessage(), e);
    }
  }

  private static <T> T required(Optional<T> value, String key) {
    return value.orElseThrow(() -> Keys.notSet(key));
  }
}
