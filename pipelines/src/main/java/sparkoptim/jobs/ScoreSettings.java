// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.util.Optional;
import sparkoptim.jobs.registry.VersionChoice;

/** All that the score job reads from its configuration, checked. */
record ScoreSettings(
    DataSettings data,
    Input input,
    ModelToScore.Named model,
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
        new Input("data.score", Input.path(keys, data, "data.score"), Optional.empty()),
        model(keys),
        Keys.folder("predictions", place(keys, "predictions", "predictions")),
        keys.flag("overwrite"),
        ScoreOutput.of(keys),
        TrustedPackages.of(config),
        RunSettings.of(keys));
  }

  /** Returns where the model is, without a look at anything else. */
  static ModelToScore.Named model(Keys keys) {
    Optional<RegistrySettings> registry = RegistrySettings.find(keys);
    if (registry.isEmpty()) {
      return new ModelToScore.Named(place(keys, "model", TrainJob.MODEL), Optional.empty());
    }
    if (keys.text("model").isPresent()) {
      throw new JobException(
          "model and registry are both set, and score takes one model: pass registry=null or model=null");
    }
    VersionChoice version = VersionChoice.of("version", keys.requiredText("version"));
    return new ModelToScore.Named(registry.get().uri(), Optional.of(version));
  }

  private static String place(Keys keys, String key, String name) {
    return keys.text(key)
        .or(() -> keys.text("output").map(folder -> folder + "/" + name))
        .orElseThrow(
            () -> new JobException("neither " + key + " nor output is set: pass " + key + "=PATH"));
  }
}
