// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings under {@code data}; paths are read by the job that needs them. */
record DataSettings(
    DataFormat format,
    String labelColumn,
    Relabel relabel,
    Optional<Integer> numFeatures,
    Optional<String> schema,
    Map<String, String> options,
    Optional<Split> split) {

  /** A way to relabel the values of the label column. */
  enum Relabel {
    NONE,
    SORTED
  }

  static DataSettings of(Keys keys) {
    DataFormat format = DataFormat.of(keys);
    refuseOutside(keys, format, "data.labels", DataFormat.IDX);
    refuseOutside(keys, format, "data.testLabels", DataFormat.IDX);
    refuseOutside(keys, format, "data.numFeatures", DataFormat.LIBSVM);
    refuseOutside(keys, format, "data.schema", DataFormat.CSV);
    return new DataSettings(
        format,
        keys.requiredText("data.labelColumn"),
        keys.oneOf("data.relabel", Relabel.class),
        keys.wholeNumber("data.numFeatures")
            .map(n -> Keys.checked("data.numFeatures", n, value -> value >= 1, "at least 1")),
        keys.text("data.schema"),
        ReaderOptions.checked(format, options(keys.config().getObject("data.options"))),
        Split.of(keys));
  }

  private static void refuseOutside(Keys keys, DataFormat format, String key, DataFormat only) {
    if (!format.equals(only) && keys.text(key).isPresent()) {
      throw new JobException(
          "%s goes with data.format = %s only, which is %s"
              .formatted(key, only.name(), format.name()));
    }
  }

  private static Map<String, String> options(ConfigObject group) {
    var options = new TreeMap<String, String>();
    group.forEach(
        (name, value) -> {
          if (value.unwrapped() instanceof Map || value.unwrapped() instanceof List) {
            throw new JobException("data.options." + name + " must be a single value");
          }
          options.put(name, String.valueOf(value.unwrapped()));
        });
    return options;
  }
}
