// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Why a stage cannot transform a row, where that can be told before: stages that throw at a value
 * end the whole job by it.
 */
final class RowChecks {
  private RowChecks() {}

  /**
   * Returns the reason, null for a row that the stage can transform; none where nothing is known of
   * the stage.
   *
   * @param rows what the stage is about to transform
   */
  static Optional<Column> reason(Transformer stage, Dataset<Row> rows) {
    List<Column> reasons = new ArrayList<>();
    if (throwsAtInvalid(stage)) {
      if (stage instanceof StringIndexerModel indexer) {
        addIndexer(indexer, rows, reasons);
      } else if (stage instanceof VectorAssembler assembler) {
        for (String name : assembler.getInputCols()) {
          reasons.add(missing(rows, name));
          reasons.add(infinite(rows, name));
        }
      } else if (stage instanceof OneHotEncoderModel encoder) {
        String[] names = inputs(encoder);
        for (int i = 0; i < names.length; i++) {
          addRange(rows, names[i], 0, encoder.categorySizes()[i] - 1, reasons);
        }
      } else if (stage instanceof Bucketizer bucketizer) {
        addBuckets(bucketizer, rows, reasons);
      }
    }
    if (stage.hasParam("featuresCol") && stage.hasParam("predictionCol")) {
      String features = (String) stage.getOrDefault(stage.getParam("featuresCol"));
      if (Arrays.asList(rows.columns()).contains(features)) {
        reasons.add(unfit(features));
      }
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(functions.coalesce(reasons.toArray(Column[]::new)));
  }

  private static boolean throwsAtInvalid(Transformer stage) {
    return stage.hasParam("handleInvalid")
        && "error".equals(stage.getOrDefault(stage.getParam("handleInvalid")));
  }

  /** Returns the input columns of a stage that has one or several. */
  private static String[] inputs(Params stage) {
    return stage.isSet(stage.getParam("inputCols"))
        ? (String[]) stage.getOrDefault(stage.getParam("inputCols"))
        : new String[] {(String) stage.getOrDefault(stage.getParam("inputCol"))};
  }

  private static void addIndexer(
      StringIndexerModel indexer, Dataset<Row> rows, List<Column> reasons) {
    String[] names = inputs(indexer);
    for (int i = 0; i < names.length; i++) {
      if (!Arrays.asList(rows.columns()).contains(names[i])) {
        continue; // Spark passes over it too
      }
      Set<String> known = new HashSet<>(Arrays.asList(indexer.labelsArray()[i]));
      Column text = Names.column(names[i]).cast(DataTypes.StringType);
      UDF1<String, Boolean> isKnown = known::contains;
      Column fits = functions.udf(isKnown, DataTypes.BooleanType).apply(text);
      reasons.add(missing(rows, names[i]));
      reasons.add(
          functions.when(
              functions.not(fits),
              functions.concat(
                  functions.lit(names[i] + " is "),
                  text,
                  functions.lit(", which no training row had"))));
    }
  }

  private static void addRange(
      Dataset<Row> rows, String name, double least, double most, List<Column> reasons) {
    Column value = Names.column(name);
    reasons.add(missing(rows, name));
    reasons.add(
        functions.when(
            functions.not(value.between(least, most)),
            functions.concat(
                functions.lit(name + " is "),
                value.cast(DataTypes.StringType),
                functions.lit(", which is outside of " + least + " to " + most))));
  }

  private static void addBuckets(Bucketizer bucketizer, Dataset<Row> rows, List<Column> reasons) {
    String[] names = inputs(bucketizer);
    for (int i = 0; i < names.length; i++) {
      double[] splits =
          bucketizer.isSet(bucketizer.splitsArray())
              ? bucketizer.getSplitsArray()[i]
              : bucketizer.getSplits();
      addRange(rows, names[i], splits[0], splits[splits.length - 1], reasons);
    }
  }

  private static Column missing(Dataset<Row> rows, String name) {
    DataType type = rows.schema().apply(name).dataType();
    Column value = Names.column(name);
    Column missing = functions.when(value.isNull(), functions.lit(name + " is missing"));
    return isFraction(type)
        ? missing.when(functions.isnan(value), functions.lit(name + " is NaN"))
        : missing;
  }

  private static boolean isFraction(DataType type) {
    return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
  }

  /** Sums of a model make NaN of it, and none of them says which column it came from. */
  private static Column infinite(Dataset<Row> rows, String name) {
    Column value = Names.column(name);
    return isFraction(rows.schema().apply(name).dataType())
        ? functions.when(
            functions.abs(value).equalTo(Double.POSITIVE_INFINITY),
            functions.concat(functions.lit(name + " is "), value.cast(DataTypes.StringType)))
        : functions.lit(null).cast(DataTypes.StringType);
  }

  private static Column unfit(String features) {
    UDF1<Vector, Boolean> isFinite = RowChecks::isFinite;
    Column vector = Names.column(features);
    return functions
        .when(vector.isNull(), functions.lit(features + " is missing"))
        .when(
            functions.not(functions.udf(isFinite, DataTypes.BooleanType).apply(vector)),
            functions.lit(features + " holds a value that is not finite"));
  }

  private static boolean isFinite(Vector vector) {
    if (vector == null) {
      return true; // the reason before says it
    }
    scala.collection.Iterator<scala.Tuple2<Object, Object>> active = vector.activeIterator();
    while (active.hasNext()) {
      if (!Double.isFinite((Double) active.next()._2())) {
        return false;
      }
    }
    return true;
  }
}
