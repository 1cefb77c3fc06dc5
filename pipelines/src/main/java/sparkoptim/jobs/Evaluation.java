// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** The quality of predictions against labels, computed by one Spark job. */
final class Evaluation {
  private static final double SMALLEST_PROBABILITY = 1e-15;

  private Evaluation() {}

  /**
   * Returns the rows and, for a classifier, accuracy and (where it gives probabilities) logLoss;
   * for a regression rmse, mae and r2. A probability below 1e-15, or of a class that the model does
   * not know, counts as 1e-15.
   *
   * @param rows what the model has transformed
   */
  static Map<String, Object> of(Transformer model, Dataset<Row> rows) {
    Map<String, Column> metrics = new LinkedHashMap<>();
    metrics.put("rows", count());
    if (hasColumn(model, rows, "labelCol") && hasColumn(model, rows, "predictionCol")) {
      Column label = column(model, "labelCol").cast(DataTypes.DoubleType);
      Column prediction = column(model, "predictionCol");
      if (model instanceof RegressionModel) {
        regression(metrics, label, prediction);
      } else if (model instanceof ClassificationModel || model instanceof OneVsRestModel) {
        metrics.put("accuracy", mean(label.equalTo(prediction).cast(DataTypes.DoubleType)));
        if (hasColumn(model, rows, "probabilityCol")) {
          metrics.put("logLoss", logLoss(label, column(model, "probabilityCol")));
        }
      }
    }
    return values(rows, metrics);
  }

  private static void regression(Map<String, Column> metrics, Column label, Column prediction) {
    Column error = label.minus(prediction);
    Column squares = mean(error.multiply(error));
    metrics.put("rmse", functions.sqrt(squares));
    metrics.put("mae", mean(functions.abs(error)));
    Column variance = functions.var_pop(label);
    metrics.put("r2", functions.lit(1.0).minus(squares.divide(variance)));
  }

  private static Column logLoss(Column label, Column probability) {
    Column ofLabel =
        functions.get(
            org.apache.spark.ml.functions.vector_to_array(probability, "float64"),
            label.cast(DataTypes.IntegerType));
    Column smallest = functions.lit(SMALLEST_PROBABILITY);
    Column clipped = functions.greatest(ofLabel, smallest);
    return mean(functions.lit(0.0).minus(functions.log(clipped)));
  }

  private static Map<String, Object> values(Dataset<Row> rows, Map<String, Column> metrics) {
    List<Column> columns = new ArrayList<>(metrics.values());
    Row result =
        rows.agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new)).head();
    Map<String, Object> values = new LinkedHashMap<>();
    int index = 0;
    for (String name : metrics.keySet()) {
      values.put(name, result.get(index++));
    }
    return values;
  }

  private static Column count() {
    return functions.count(functions.lit(1));
  }

  private static Column mean(Column column) {
    return functions.avg(column);
  }

  private static boolean hasColumn(Transformer model, Dataset<Row> rows, String param) {
    return model.hasParam(param)
        && model.isDefined(model.getParam(param))
        && Arrays.asList(rows.columns()).contains(name(model, param));
  }

  private static Column column(Transformer model, String param) {
    return Names.column(name(model, param));
  }

  private static String name(Transformer model, String param) {
    return (String) model.getOrDefault(model.getParam(param));
  }
}
