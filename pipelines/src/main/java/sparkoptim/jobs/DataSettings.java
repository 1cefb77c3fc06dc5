// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.RunId;

/**
 * The settings under {@code data}; paths are read by the job that needs them.
 *
 * @param growsLabels whether labels that a parent model has not come behind its own
 * @param trained what a model that was trained before knows of the columns
 * @param marksUnfit whether rows that cannot be read are marked by {@link UnfitRows}, not refused
 */
public record DataSettings(
    DataFormat format,
    String labelColumn,
    Relabel relabel,
    boolean growsLabels,
    Optional<Integer> numFeatures,
    Optional<String> schema,
    Map<String, String> options,
    CsvDialect dialect,
    Columns columns,
    boolean allFeatures,
    MissingPolicy missing,
    Optional<Split> split,
    TrainedColumns trained,
    boolean marksUnfit) {
  private static final String NULL_VALUE = "nullValue";

  /** A way to relabel the values of the label column. */
  enum Relabel {
    NONE,
    SORTED
  }

  /** Reads and checks. */
  public static DataSettings of(Keys keys) {
    DataFormat format = DataFormat.of(keys);
    refuseOutside(keys, format, "data.testLabels", DataFormat.IDX);
    refuseOutside(keys, format, "data.numFeatures", DataFormat.LIBSVM);
    List.of("data.decimal", "data.thousands", "data.skipLines")
        .forEach(key -> refuseOutside(keys, format, key, DataFormat.CSV));
    if (keys.text("data.schema").isPresent() && !takesSchema(format)) {
      throw new JobException("data.schema does not go with data.format = " + format.name());
    }
    ConfigObject options = keys.config().getObject("data.options");
    Map<String, String> texts = options(format, options);
    return new DataSettings(
        format,
        keys.requiredText("data.labelColumn"),
        keys.oneOf("data.relabel", Relabel.class),
        growsLabels(keys, format),
        keys.wholeNumber("data.numFeatures")
            .map(n -> Keys.checked("data.numFeatures", n, value -> value >= 1, "at least 1")),
        keys.text("data.schema"),
        ReaderOptions.checked(format, texts),
        dialect(keys, texts, nulls(format, options)),
        new Columns(keys.textMap("data.rename"), keys.texts("data.drop")),
        allFeatures(keys, format),
        keys.oneOf("data.missing", MissingPolicy.class),
        Split.of(keys),
        TrainedColumns.UNKNOWN,
        false);
  }

  /** For idx the key names a file. */
  private static boolean growsLabels(Keys keys, DataFormat format) {
    String value = keys.text("data.labels").orElse("parent").toLowerCase(Locale.ROOT);
    if (!format.equals(DataFormat.IDX) && !List.of("parent", "grow").contains(value)) {
      refuseOutside(keys, format, "data.labels", DataFormat.IDX);
    }
    return value.equals("grow") && !format.equals(DataFormat.IDX);
  }

  /** Returns the same with placeholders in the reader's options filled. */
  DataSettings of(RunId id) {
    var filled = new TreeMap<String, String>();
    options.forEach((name, value) -> filled.put(name, id.fill("data.options." + name, value)));
    filled.forEach(
        (name, value) -> {
          if (name.equalsIgnoreCase("timestampAsOf")) {
            RunId.requirePossible("data.options." + name, value);
          }
        });
    return with(filled, trained, marksUnfit);
  }

  /** Returns the same for rows like those that a model was trained on. */
  DataSettings like(ModelPins model) {
    return knowing(TrainedColumns.of(model, columns));
  }

  /** Returns the same for rows whose columns are known. */
  DataSettings knowing(TrainedColumns known) {
    return with(options, known, marksUnfit);
  }

  /** Returns the same for rows that are set aside where they cannot be read. */
  DataSettings markingUnfit() {
    return with(options, trained, true);
  }

  private DataSettings with(
      Map<String, String> otherOptions, TrainedColumns columnsOfModel, boolean marks) {
    return new DataSettings(
        format,
        labelColumn,
        relabel,
        growsLabels,
        numFeatures,
        schema,
        otherOptions,
        dialect,
        columns,
        allFeatures,
        missing,
        split,
        columnsOfModel,
        marks);
  }

  private static boolean takesSchema(DataFormat format) {
    return switch (format.kind()) {
      case CSV, FILES, OTHER -> true;
      default -> false;
    };
  }

  private static boolean allFeatures(Keys keys, DataFormat format) {
    Optional<String> features = keys.text("data.features");
    features.ifPresent(
        value -> Keys.checked("data.features", value, "all"::equalsIgnoreCase, "all, or not set"));
    if (features.isPresent() && !format.isTable()) {
      throw new JobException(
          "data.features = all is for data with named columns; %s data has its vector already"
              .formatted(format.name()));
    }
    return features.isPresent();
  }

  private static CsvDialect dialect(Keys keys, Map<String, String> options, List<String> nulls) {
    int skipLines = keys.wholeNumber("data.skipLines").orElse(0);
    Keys.checked("data.skipLines", skipLines, lines -> lines >= 0, "at least 0");
    return new CsvDialect(
        options,
        nulls,
        keys.text("data.decimal").orElse("."),
        keys.text("data.thousands").orElse(""),
        skipLines);
  }

  private static void refuseOutside(Keys keys, DataFormat format, String key, DataFormat only) {
    if (!format.equals(only) && keys.text(key).isPresent()) {
      throw new JobException(
          "%s goes with data.format = %s only, which is %s"
              .formatted(key, only.name(), format.name()));
    }
  }

  /** Spark's reader takes one text for null; files have several. */
  private static List<String> nulls(DataFormat format, ConfigObject group) {
    for (Map.Entry<String, ConfigValue> option : group.entrySet()) {
      if (isNulls(format, option.getKey())) {
        Object value = option.getValue().unwrapped();
        List<?> texts = value instanceof List<?> list ? list : List.of(String.valueOf(value));
        return texts.stream().map(String::valueOf).toList();
      }
    }
    return List.of();
  }

  private static boolean isNulls(DataFormat format, String option) {
    return format.equals(DataFormat.CSV) && option.equalsIgnoreCase(NULL_VALUE);
  }

  private static Map<String, String> options(DataFormat format, ConfigObject group) {
    var options = new TreeMap<String, String>();
    flat("", group, options);
    options.keySet().removeIf(name -> isNulls(format, name));
    group.forEach(
        (name, value) -> {
          if (value instanceof ConfigList && !isNulls(format, name)) {
            throw new JobException("data.options." + name + " must be a single value");
          }
        });
    return options;
  }

  /** Options may have dots in their names, which HOCON takes for groups. */
  private static void flat(String prefix, ConfigObject group, Map<String, String> options) {
    group.forEach(
        (name, value) -> {
          if (value instanceof ConfigObject inner) {
            flat(prefix + name + ".", inner, options);
          } else if (value.valueType() != ConfigValueType.NULL) {
            options.put(prefix + name, String.valueOf(value.unwrapped()));
          }
        });
  }
}
