// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Keys;

/**
 * What is asked of a night's rows.
 *
 * @param rowsMin fewer rows are refused
 * @param rowsRatio least and most of the median of the last nights
 * @param classMin rows that every class must have
 * @param shareRatio least and most of a class's share in the nights before
 * @param nulls how far the share of missing values may rise
 * @param duplicates how far the share of rows that repeat others may rise
 * @param driftBins of a column of numbers, of about as many rows each
 * @param driftWarn an index above this is told; none: above its no-drift limit
 * @param driftBlock an index above this is refused
 * @param driftColumns other limits of single columns; infinity: the column is not looked at
 * @param onFailure what follows, by check
 */
public record CheckSettings(
    int rowsMin,
    Range rowsRatio,
    int classMin,
    Range shareRatio,
    Schema schema,
    double nulls,
    double duplicates,
    int driftBins,
    Optional<Double> driftWarn,
    double driftBlock,
    Map<String, Double> driftColumns,
    Map<String, OnFailure> onFailure) {

  /** The checks that {@code check.NAME.onFailure} knows. */
  static final List<String> NAMES = List.of("rows", "classes", "nulls", "duplicates", "drift");

  /** What follows when a check fails. */
  public enum OnFailure {
    /** The night is refused. */
    STOP,
    /** It is told. */
    WARN,
    /** The check is not made. */
    OFF
  }

  /** How the columns that stages read must agree with those of the parent. */
  public enum Schema {
    SAME,
    WARN,
    FREE
  }

  /** Two ends. */
  public record Range(double least, double most) {
    boolean holds(double value) {
      return value >= least && value <= most;
    }

    @Override
    public String toString() {
      return "[" + Checks.number(least) + ", " + Checks.number(most) + "]";
    }
  }

  /** Reads and checks. */
  public static CheckSettings of(Keys keys) {
    OnFailure all = keys.oneOf("check.onFailure", OnFailure.class);
    Map<String, OnFailure> each = new LinkedHashMap<>();
    for (String name : NAMES) {
      String key = "check." + name + ".onFailure";
      each.put(name, keys.text(key).isPresent() ? keys.oneOf(key, OnFailure.class) : all);
    }
    return new CheckSettings(
        count(keys, "check.rows.min"),
        range(keys, "check.rows.ratio"),
        count(keys, "check.classes.min"),
        range(keys, "check.classes.shareRatio"),
        keys.oneOf("check.schema", Schema.class),
        share(keys, "check.nulls.maxIncrease"),
        share(keys, "check.duplicates.maxIncrease"),
        driftBins(keys),
        driftWarn(keys),
        keys.number("check.drift.block").orElse(Double.POSITIVE_INFINITY),
        driftColumns(keys),
        each);
  }

  OnFailure onFailure(String check) {
    return onFailure.get(check);
  }

  private static int count(Keys keys, String key) {
    return Keys.checked(key, keys.wholeNumber(key).orElse(0), n -> n >= 0, "at least 0");
  }

  private static double share(Keys keys, String key) {
    return Keys.checked(
        key, keys.number(key).orElse(1.0), s -> s >= 0 && s <= 1, "between 0 and 1");
  }

  private static Range range(Keys keys, String key) {
    List<String> ends = keys.texts(key);
    try {
      if (ends.size() == 2) {
        Range range = new Range(Double.parseDouble(ends.get(0)), Double.parseDouble(ends.get(1)));
        if (range.least >= 0 && range.least <= range.most) {
          return range;
        }
      }
    } catch (NumberFormatException e) {
      // the rule says what it must be
    }
    throw new JobException(key + " must be two numbers [least, most], was " + ends);
  }

  private static int driftBins(Keys keys) {
    String measure = keys.requiredText("check.drift.measure");
    Keys.checked("check.drift.measure", measure, "psi"::equalsIgnoreCase, "psi");
    int bins = keys.wholeNumber("check.drift.bins").orElse(10);
    return Keys.checked("check.drift.bins", bins, n -> n >= 2 && n <= 100, "from 2 to 100");
  }

  private static Optional<Double> driftWarn(Keys keys) {
    String warn = keys.text("check.drift.warn").orElse("auto");
    return warn.equalsIgnoreCase("auto") ? Optional.empty() : keys.number("check.drift.warn");
  }

  private static Map<String, Double> driftColumns(Keys keys) {
    Map<String, Double> columns = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue> column :
        keys.config().getObject("check.drift.columns").entrySet()) {
      ConfigValue value = column.getValue();
      if (value.valueType() == ConfigValueType.NUMBER) {
        columns.put(column.getKey(), ((Number) value.unwrapped()).doubleValue());
      } else if ("off".equals(value.unwrapped()) || Boolean.FALSE.equals(value.unwrapped())) {
        columns.put(column.getKey(), Double.POSITIVE_INFINITY);
      } else {
        throw new JobException(
            "check.drift.columns.%s must be a limit, or off, was %s"
                .formatted(column.getKey(), value.unwrapped()));
      }
    }
    return columns;
  }
}
