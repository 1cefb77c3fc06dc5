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
    DataSettings data = DataSettings.of(keys);
    return new ScoreSettings(
        data,
        new Input("data.score", Input.path(keys, data, "data.score"), java.util.Optional.empty()),
        model(config),
        place(keys, "predictions", "predictions"),
        keys.flag("overwrite"),
        ScoreOutput.of(keys),
        TrustedPackages.of(config),
        RunSettings.of(keys));
  }

  /** Returns where the model is, without a look at anything else. */
  static String model(Config config) {
    return place(new Keys(config), "model", TrainJob.MODEL);
  }

  private static String place(Keys keys, String key, String name) {
    return keys.text(key)
        .or(() -> keys.text("output").map(folder -> folder + "/" + name))
        .orElseThrow(
            () -> new JobException("neither " + key + " nor output is set: pass " + key + "=PATH"));
  }
}
