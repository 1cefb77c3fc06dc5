// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Optional;

/** All that the train job reads from its configuration, checked. */
public record TrainSettings(
    DataSettings data,
    Input train,
    Optional<Input> test,
    List<StageSettings> features,
    StageSettings stage,
    String output,
    boolean overwrite,
    RunSettings run,
    ReportSettings report,
    ParentModel.Settings parent,
    Config recorded) {

  static TrainSettings of(Config config) {
    return of(config, config);
  }

  /**
   * Reads and checks.
   *
   * @param recorded the configuration as the record of the run shows it
   */
  static TrainSettings of(Config config, Config recorded) {
    var keys = new Keys(config);
    DataSettings data = DataSettings.of(keys);
    Input train = Input.at(keys, data, "data.train", "data.labels");
    Optional<Input> test =
        keys.text("data.test").map(path -> Input.at(keys, data, "data.test", "data.testLabels"));
    if (test.isPresent() && data.split().isPresent()) {
      throw new JobException(
          "data.test and data.split are both set: take the test rows from one of them");
    }
    if (data.format().equals(DataFormat.IDX)) {
      keys.requiredPath("data.labels");
      test.ifPresent(input -> keys.requiredPath("data.testLabels"));
    }
    return of(keys, data, train, test, keys.requiredFolder("output"), recorded);
  }

  /**
   * Reads and checks the same for a night, whose rows come from a window.
   *
   * @param newRows the new rows, for messages
   * @param registry where its versions go
   */
  static TrainSettings ofNight(Config config, Config recorded, Input newRows, String registry) {
    var keys = new Keys(config);
    for (String key : List.of("data.train", "data.test", "data.pinnedBy")) {
      if (keys.text(key).isPresent()) {
        throw new JobException(
            key
                + " does not go with retrain: data.new and data.history name its rows, and its"
                + " registry the model before");
      }
    }
    DataSettings data = DataSettings.of(keys);
    if (data.split().isPresent()) {
      throw new JobException(
          "data.split does not go with retrain: validate.holdout says what is held out");
    }
    return of(keys, data, newRows, Optional.empty(), registry, recorded);
  }

  private static TrainSettings of(
      Keys keys,
      DataSettings data,
      Input train,
      Optional<Input> test,
      String output,
      Config recorded) {
    List<StageSettings> features = StageSettings.features(keys.config());
    if (data.allFeatures() && !features.isEmpty()) {
      throw new JobException(
          "data.features = all and features = [...] are both set: one of them makes the features");
    }
    return new TrainSettings(
        data,
        train,
        test,
        features,
        StageSettings.last(keys.config()),
        output,
        keys.flag("overwrite"),
        RunSettings.of(keys),
        ReportSettings.of(keys),
        ParentModel.Settings.of(keys),
        recorded);
  }
}
