// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;

/** All that the score job reads from its configuration, checked. */
record ScoreSettings(
    DataSettings data,
    Input input,
    String model,
    String predictions,
    boolean overwrite,
    ScoreOutput output,
    TrustedPackages trusted,
    RunSettings run) {

  static ScoreSettings of(Config config) {
    var keys = new Keys(config);
    return new ScoreSettings(
        DataSettings.of(keys),
        new Input("data.score", keys.requiredPath("data.score"), java.util.Optional.empty()),
        place(keys, "model", TrainJob.MODEL),
        place(keys, "predictions", "predictions"),
        keys.flag("overwrite"),
        ScoreOutput.of(keys),
        TrustedPackages.of(config),
        RunSettings.of(keys));
  }

  private static String place(Keys keys, String key, String name) {
    return keys.text(key)
        .or(() -> keys.text("output").map(folder -> folder + "/" + name))
        .orElseThrow(
            () -> new JobException("neither " + key + " nor output is set: pass " + key + "=PATH"));
  }
}
