// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import sparkoptim.jobs.evaluate.Evaluated;

/** Figures by version and day, with what was predicted and what came true on average. */
record MonitoredGroups(Transformer model, Dataset<Row> rows, String label, String group) {

  List<Map<String, Object>> values(Evaluated evaluated) {
    Map<String, Row> means = means();
    List<Map<String, Object>> groups = new ArrayList<>();
    if (!(evaluated.values().get("slices") instanceof List<?> slices)) {
      return groups;
    }
    for (Object item : slices) {
      Map<String, Object> values = new LinkedHashMap<>();
      Map<?, ?> slice = (Map<?, ?>) item;
      boolean mine = group.equals(slice.get("column"));
      values.put(
          "group", mine ? slice.get("value") : slice.get("column") + " = " + slice.get("value"));
      slice.forEach(
          (name, value) -> {
            if (!"column".equals(name) && !"value".equals(name)) {
              values.put(String.valueOf(name), value);
            }
          });
      Row mean = mine ? means.get(String.valueOf(slice.get("value"))) : null;
      if (mean != null) {
        values.put("predictedMean", mean.isNullAt(1) ? null : mean.getDouble(1));
        values.put("observedMean", mean.isNullAt(2) ? null : mean.getDouble(2));
      }
      groups.add(values);
    }
    return groups;
  }

  /** Of two classes the probability of class 1, else the prediction itself. */
  private Map<String, Row> means() {
    boolean two =
        model instanceof ProbabilisticClassificationModel<?, ?> classes
            && classes.numClasses() == 2
            && List.of(rows.columns()).contains("probability");
    boolean classifier = model instanceof ProbabilisticClassificationModel<?, ?>;
    Map<String, Row> means = new LinkedHashMap<>();
    if (classifier && !two) {
      return means;
    }
    Column predicted =
        two
            ? functions.element_at(
                org.apache.spark.ml.functions.vector_to_array(
                    functions.col("probability"), "float64"),
                2)
            : functions.col("prediction");
    rows.groupBy(functions.col(group))
        .agg(functions.avg(predicted), functions.avg(Names.column(label)))
        .collectAsList()
        .forEach(row -> means.put(row.getString(0), row));
    return means;
  }

  /** Returns the figures that fit into a line. */
  static String words(Object group) {
    Map<?, ?> values = (Map<?, ?>) group;
    List<String> words = new ArrayList<>();
    words.add(Text.of("%,d rows", values.get("rows")));
    for (String name :
        List.of("logLoss", "accuracy", "auc", "rmse", "predictedMean", "observedMean")) {
      if (values.get(name) instanceof Double number) {
        words.add(name + " " + ResultTable.text(number));
      }
    }
    return String.join(", ", words);
  }
}
