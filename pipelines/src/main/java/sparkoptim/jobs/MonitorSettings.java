// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.util.Optional;
import sparkoptim.jobs.evaluate.EvaluationSettings;

/**
 * All that the monitor job reads from its configuration, checked.
 *
 * @param labels the rows whose labels have arrived
 * @param key the column that both have
 * @param version the column of predictions that says which model made them
 * @param day the column of the day; none: all rows are of one
 */
record MonitorSettings(
    DataSettings data,
    Input labels,
    String key,
    String predictions,
    String predictionsFormat,
    ModelToScore.Named model,
    String output,
    boolean overwrite,
    String version,
    Optional<String> day,
    EvaluationSettings evaluation,
    TrustedPackages trusted,
    RunSettings run) {

  static MonitorSettings of(Config config) {
    var keys = new Keys(config);
    DataSettings data = DataSettings.of(keys);
    String key =
        keys.text("data.key")
            .orElseThrow(
                () ->
                    new JobException(
                        "data.key is not set: the column by which labels find their predictions"));
    return new MonitorSettings(
        data,
        new Input("monitor.labels", keys.requiredPath("monitor.labels"), Optional.empty()),
        key,
        keys.text("predictions").orElseGet(() -> keys.requiredPath("output") + "/predictions"),
        keys.requiredText("score.format"),
        ScoreSettings.model(keys),
        keys.requiredPath("output"),
        keys.flag("overwrite"),
        keys.requiredText("monitor.version"),
        keys.text("monitor.day"),
        ReportSettings.of(keys).evaluation(),
        TrustedPackages.of(config),
        RunSettings.of(keys));
  }
}
