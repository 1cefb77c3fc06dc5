// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The stages of {@code data.features = all}: numbers as they are, true and false as 1 and 0, texts
 * by index and one-hot; a text that training has not seen is no category, and gives zeros.
 */
final class AllFeatures {
  /** More categories than this are an id, or need hashing. */
  private static final long MAX_CATEGORIES = 100_000;

  private static final String BLANK = "(blank)";

  private final TrainSettings settings;
  private final TrainingData data;
  private final MissingPolicy policy;
  private final List<StructField> fields;
  private final Set<String> taken;
  private final List<String> selected = new ArrayList<>(List.of("*"));
  private final List<String> assembled = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<String> indices = new ArrayList<>();
  private final List<String> categories = new ArrayList<>();

  /**
   * @param fields the columns that features are made of
   */
  AllFeatures(TrainSettings settings, TrainingData data, List<StructField> fields) {
    this.settings = settings;
    this.data = data;
    this.policy = settings.data().missing();
    this.fields = fields;
    this.taken = new LinkedHashSet<>(Arrays.asList(data.train().columns()));
  }

  /** Returns the stages that make the column of features. */
  List<PipelineStage> stages(Optional<String> featuresColumn) {
    String features = featuresColumn.orElse(FeaturesColumn.NAME);
    if (fields.isEmpty()) {
      throw new JobException("data.features = all: there is no column but the label");
    }
    if (fields.size() == 1 && fields.get(0).name().equals(features) && isVector(fields.get(0))) {
      return List.of();
    }
    if (taken.contains(features)) {
      throw new JobException(
          "data.features = all makes the column %s, which the data have: data.rename.%s = other"
              .formatted(features, features));
    }
    fields.forEach(AllFeatures::refuseOthers);
    ColumnCounts counts = ColumnCounts.of(data.train(), fields);
    if (policy == MissingPolicy.REFUSE) {
      Preparation.refuseMissing(settings, data, counts, fields);
    }
    Map<String, Double> middles = middles(counts);
    fields.forEach(field -> add(field, counts.of(field.name()), middles.get(field.name())));
    return assemble(features);
  }

  private static void refuseOthers(StructField field) {
    DataType type = field.dataType();
    String name = field.name();
    String drop = "data.drop = [%s]".formatted(com.typesafe.config.ConfigUtil.quoteString(name));
    if (type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      throw new JobException(
          "data.features = all: column %s is a date, which is no number: %s, or make numbers of it"
                  .formatted(name, drop)
              + " (year, month, ...) by data.sql or a SQLTransformer in features");
    }
    boolean known =
        type instanceof NumericType
            || type instanceof BooleanType
            || type instanceof StringType
            || isVector(field);
    if (!known) {
      throw new JobException(
          "data.features = all: column %s is of type %s, from which no feature is made: %s"
              .formatted(name, type.simpleString(), drop));
    }
    TextReason.of(field)
        .ifPresent(
            reason -> {
              throw new JobException(
                  "data.features = all: column %s is one of texts because %s (data.schema = \"...\""
                          .formatted(name, reason)
                      + " says that they are texts)");
            });
  }

  private static boolean isVector(StructField field) {
    return field.dataType().equals(SQLDataTypes.VectorType());
  }

  /** What takes the place of a missing number; means are known already. */
  private Map<String, Double> middles(ColumnCounts counts) {
    Map<String, Double> middles = new java.util.HashMap<>();
    List<StructField> numbers =
        fields.stream().filter(field -> field.dataType() instanceof NumericType).toList();
    if (policy == MissingPolicy.MEDIAN && !numbers.isEmpty()) {
      Column[] medians =
          numbers.stream()
              .map(
                  field ->
                      functions.median(
                          functions.when(
                              functions.not(ColumnCounts.isMissing(field)),
                              Names.column(field.name()).cast("double"))))
              .toArray(Column[]::new);
      var row = data.train().agg(functions.count(functions.lit(1)), medians).head();
      for (int i = 0; i < medians.length; i++) {
        middles.put(numbers.get(i).name(), row.isNullAt(i + 1) ? null : row.getDouble(i + 1));
      }
      return middles;
    }
    numbers.forEach(field -> middles.put(field.name(), counts.of(field.name()).mean()));
    return middles;
  }

  private void add(StructField field, ColumnCounts.Counts counts, Double middle) {
    String name = Names.quoted(field.name());
    if (field.dataType() instanceof StringType) {
      addText(field, counts);
    } else if (field.dataType() instanceof BooleanType) {
      String number = "CAST(" + name + " AS DOUBLE)";
      assembled.add(
          derived(field, policy.fills() ? filled(field, number, 0.0) : number, "_is_true"));
      addIndicator(field, counts);
    } else if (isVector(field)) {
      assembled.add(isPlain(field) ? field.name() : derived(field, name, ""));
    } else if (policy.fills()) {
      if (middle == null) {
        throw new JobException(
            Text.of(
                "data.missing = %s: column %s has no values: data.drop = [%s]",
                Keys.name(policy),
                field.name(),
                com.typesafe.config.ConfigUtil.quoteString(field.name())));
      }
      assembled.add(
          derived(field, filled(field, "CAST(" + name + " AS DOUBLE)", middle), "_filled"));
      addIndicator(field, counts);
    } else {
      assembled.add(isPlain(field) ? field.name() : derived(field, name, ""));
    }
  }

  private void addIndicator(StructField field, ColumnCounts.Counts counts) {
    if (policy == MissingPolicy.INDICATOR && counts.missing() > 0) {
      assembled.add(derived(field, Statements.indicator(field), Statements.MISSING));
    }
  }

  private void addText(StructField field, ColumnCounts.Counts counts) {
    if (counts.distinct() > MAX_CATEGORIES) {
      throw new JobException(
          Text.of(
              "data.features = all: column %s has about %,d different texts, above the limit of"
                  + " %,d: data.drop = [%s]",
              field.name(),
              counts.distinct(),
              MAX_CATEGORIES,
              com.typesafe.config.ConfigUtil.quoteString(field.name())));
    }
    if (counts.distinct() == 0) {
      throw new JobException(
          "data.features = all: column %s has no values: data.drop = [%s]"
              .formatted(field.name(), com.typesafe.config.ConfigUtil.quoteString(field.name())));
    }
    String name = Names.quoted(field.name());
    String text = field.name();
    if (counts.blanks() > 0) { // the encoder takes no empty name for a category
      text =
          derived(
              field,
              "CASE WHEN " + name + " = '' THEN '" + BLANK + "' ELSE " + name + " END",
              "_text");
    } else if (!isPlain(field)) {
      text = derived(field, name, "");
    }
    texts.add(text);
    indices.add(free(field.name() + "_index"));
    categories.add(free(field.name() + "_is"));
    assembled.add(categories.get(categories.size() - 1));
    addIndicator(field, counts);
  }

  private static String filled(StructField field, String number, double value) {
    return "CASE WHEN %s THEN CAST('%s' AS DOUBLE) ELSE %s END"
        .formatted(Statements.isMissing(field), Double.toString(value), number);
  }

  /**
   * Spark's stages take a dot for a way into a struct, a star for all columns, and backticks in no
   * two ways alike.
   */
  private static boolean isPlain(StructField field) {
    String name = field.name();
    return !name.contains(".") && !name.contains("`") && !name.equals("*");
  }

  private String derived(StructField field, String expression, String ending) {
    String name = free(field.name() + ending);
    selected.add(expression + " AS " + Names.quoted(name));
    return name;
  }

  private String free(String wanted) {
    String name = wanted.replaceAll("[.`*]", "_");
    while (!taken.add(name)) {
      name += "_";
    }
    return name;
  }

  private List<PipelineStage> assemble(String features) {
    List<PipelineStage> stages = new ArrayList<>();
    if (policy == MissingPolicy.SKIP) {
      stages.add(Statements.skip(fields));
    }
    if (selected.size() > 1) {
      stages.add(Statements.select(String.join(", ", selected), ""));
    }
    if (!texts.isEmpty()) {
      stages.add(
          new StringIndexer()
              .setInputCols(texts.toArray(String[]::new))
              .setOutputCols(indices.toArray(String[]::new))
              .setHandleInvalid("keep"));
      stages.add( // the last index is that of texts not seen before: zeros
          new OneHotEncoder()
              .setInputCols(indices.toArray(String[]::new))
              .setOutputCols(categories.toArray(String[]::new)));
    }
    stages.add(
        new VectorAssembler()
            .setInputCols(assembled.toArray(String[]::new))
            .setOutputCol(features));
    return stages;
  }
}
