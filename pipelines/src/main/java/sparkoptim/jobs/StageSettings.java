// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Spark ML stage by the name of its class.
 *
 * @param place its place in the configuration, for errors
 * @param trusted where it and stages in its params may come from
 */
record StageSettings(
    String place, String className, Map<String, ConfigValue> params, TrustedPackages trusted) {

  /** Returns the stages in front, in order. */
  static List<StageSettings> features(Config config) {
    var stages = new ArrayList<StageSettings>();
    if (config.getValue("features").valueType() != ConfigValueType.LIST) {
      throw new JobException("features must be a list [{class = ..., params {...}}, ...]");
    }
    TrustedPackages trusted = TrustedPackages.of(config);
    for (ConfigValue stage : config.getList("features")) {
      stages.add(of("features[" + stages.size() + "]", (ConfigObject) stage, trusted));
    }
    return stages;
  }

  /** Returns the stage that is trained. */
  static StageSettings last(Config config) {
    return of("stage", config.getObject("stage"), TrustedPackages.of(config));
  }

  static StageSettings of(String place, ConfigObject stage) {
    return of(place, stage, TrustedPackages.ALL);
  }

  static StageSettings of(String place, ConfigObject stage, TrustedPackages trusted) {
    ConfigValue name = stage.get("class");
    if (unset(name)) {
      throw new JobException(place + ".class is not set: the name of a Spark ML class is needed");
    }
    if (name.valueType() != ConfigValueType.STRING) {
      throw new JobException(place + ".class must be a text, was " + name.unwrapped());
    }
    return new StageSettings(
        place, (String) name.unwrapped(), params(place, stage.get("params")), trusted);
  }

  private static Map<String, ConfigValue> params(String place, ConfigValue value) {
    var params = new TreeMap<String, ConfigValue>();
    if (unset(value)) {
      return params;
    }
    if (!(value instanceof ConfigObject group)) {
      throw new JobException(place + ".params must be a group {...}, was " + value.unwrapped());
    }
    group.forEach(
        (param, setting) -> {
          if (!unset(setting)) {
            params.put(param, setting);
          }
        });
    return params;
  }

  private static boolean unset(ConfigValue value) {
    return value == null || value.valueType() == ConfigValueType.NULL;
  }
}
