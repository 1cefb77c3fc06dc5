// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Shortcuts for tests of data formats. */
final class SourceTesting {
  private SourceTesting() {}

  static Dataset<Row> read(List<String> settings, Input input) {
    return read(settings, input, Optional.empty());
  }

  static Dataset<Row> read(List<String> settings, Input input, Optional<StructType> like) {
    return DataFormat.source(data(settings)).read(TestSession.get(), input, like);
  }

  static Input input(String key, Object path) {
    return new Input(key, path.toString(), Optional.empty());
  }

  static DataSettings data(List<String> settings) {
    var config = Overrides.parse(settings).withFallback(JobConfig.reference()).resolve();
    return DataSettings.of(new Keys(config));
  }

  /** The settings of a whole training run. */
  static TrainSettings train(String... settings) {
    List<String> all = new ArrayList<>(List.of("stage.class=A", "output=o"));
    all.addAll(List.of(settings));
    return TrainSettings.of(Overrides.parse(all).withFallback(JobConfig.reference()).resolve());
  }
}
