// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.ml.PoissonRegressionModel;

/** The columns that figures are made of, in an order of their own. */
final class EvaluatedColumns {
  static final int LABEL = 0;
  static final int PREDICTION = 1;

  private final Transformer model;
  private final Dataset<Row> rows;
  private final List<String> names;
  private final List<Column> columns = new ArrayList<>();
  private Integer weight;

  EvaluatedColumns(Transformer model, Dataset<Row> rows) {
    this.model = trained(model);
    this.rows = rows;
    this.names = Arrays.asList(rows.columns());
  }

  private static Transformer trained(Transformer model) {
    if (model instanceof CrossValidatorModel tuned) {
      return trained((Transformer) tuned.bestModel());
    }
    if (model instanceof TrainValidationSplitModel tuned) {
      return trained((Transformer) tuned.bestModel());
    }
    if (model instanceof PipelineModel pipeline && pipeline.stages().length > 0) {
      return trained(pipeline.stages()[pipeline.stages().length - 1]);
    }
    return model;
  }

  /** Returns how to read the rows; null for a model that predicts no label. */
  Reading reading() {
    Reading none = null;
    if (!has("labelCol") || !has("predictionCol")) {
      return none;
    }
    addNumber("labelCol");
    addNumber("predictionCol");
    weight = has("weightCol") ? addNumber("weightCol") : null;
    if (model instanceof ClassificationModel<?, ?> classifier) {
      return classes(classifier.numClasses());
    }
    if (model instanceof OneVsRestModel oneVsRest) {
      return classes(oneVsRest.models().length);
    }
    boolean predictsNumbers =
        model instanceof RegressionModel || model instanceof IsotonicRegressionModel;
    return predictsNumbers ? new ErrorReading(predictsCounts(), weight) : none;
  }

  private ClassReading classes(int classes) {
    return new ClassReading(classes, vector("probabilityCol"), vector("rawPredictionCol"), weight);
  }

  private boolean predictsCounts() {
    return model instanceof PoissonRegressionModel
        || (model instanceof GeneralizedLinearRegressionModel general
            && general.getFamily().equalsIgnoreCase("poisson"));
  }

  /** Returns the column of weights, or null. */
  String weightColumn() {
    return weight == null ? null : name("weightCol");
  }

  /** Returns the column of weights that the model was trained with and these rows lack, or null. */
  String missingWeightColumn() {
    boolean set = model.hasParam("weightCol") && model.isDefined(model.getParam("weightCol"));
    return set && weight == null && !name("weightCol").isEmpty() ? name("weightCol") : null;
  }

  /** Adds a column whose values make slices, and returns its place. */
  int addSlice(String name) {
    columns.add(rows.col(quoted(name)).cast(DataTypes.StringType));
    return columns.size() - 1;
  }

  /** Returns the columns as one. */
  Column struct() {
    return functions.struct(columns.toArray(Column[]::new));
  }

  /** Returns the rows that the columns are of. */
  Dataset<Row> rows() {
    return rows;
  }

  /** Adds a number that rows with the same key have in common, and returns its place. */
  int addUnit(String key) {
    columns.add(functions.xxhash64(named(rows, key)));
    return columns.size() - 1;
  }

  /** Returns a column by its name, whatever characters are in it. */
  static Column named(Dataset<Row> rows, String name) {
    return rows.col(quoted(name));
  }

  Dataset<Row> select() {
    return rows.select(columns.toArray(Column[]::new));
  }

  private int addNumber(String param) {
    columns.add(rows.col(quoted(name(param))).cast(DataTypes.DoubleType));
    return columns.size() - 1;
  }

  private Integer vector(String param) {
    if (!has(param)) {
      return null;
    }
    columns.add(rows.col(quoted(name(param))));
    return columns.size() - 1;
  }

  private boolean has(String param) {
    return model.hasParam(param)
        && model.isDefined(model.getParam(param))
        && names.contains(name(param));
  }

  private String name(String param) {
    return (String) model.getOrDefault(model.getParam(param));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
