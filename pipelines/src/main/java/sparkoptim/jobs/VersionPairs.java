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

/**
 * Each version of a model beside the one before it, on the rows of which both have said something:
 * the mean difference of their losses, with its 95 % interval.
 */
record VersionPairs(Transformer model, Dataset<Row> rows, String label, String key) {
  /** The column of versions; they sort as their runs do. */
  static final String VERSION = "_version";

  private static final double LEAST = 1e-15;
  private static final double NORMAL = 1.96;

  List<Map<String, Object>> values() {
    boolean classifier = model instanceof ProbabilisticClassificationModel<?, ?>;
    if (classifier && !List.of(rows.columns()).contains("probability")) {
      return List.of();
    }
    Dataset<Row> losses =
        rows.select(
                Names.column(key).as("k"),
                functions.col(VERSION).as("v"),
                (classifier ? logLoss() : squaredError()).as("loss"))
            .where("loss is not null and not isnan(loss)");
    List<String> versions = new ArrayList<>();
    losses
        .select("v")
        .distinct()
        .orderBy("v")
        .collectAsList()
        .forEach(r -> versions.add(r.getString(0)));
    List<Map<String, Object>> pairs = new ArrayList<>();
    for (int i = 1; i < versions.size(); i++) {
      compare(losses, versions.get(i - 1), versions.get(i), classifier, pairs);
    }
    return pairs;
  }

  private Column logLoss() {
    Column array =
        org.apache.spark.ml.functions.vector_to_array(functions.col("probability"), "float64");
    Column likely = functions.get(array, Names.column(label).cast("int"));
    return functions.negate(functions.log(functions.greatest(likely, functions.lit(LEAST))));
  }

  private Column squaredError() {
    return functions.pow(functions.col("prediction").minus(Names.column(label)), 2);
  }

  private static void compare(
      Dataset<Row> losses,
      String before,
      String after,
      boolean classifier,
      List<Map<String, Object>> pairs) {
    Dataset<Row> old = losses.where(functions.col("v").equalTo(before)).select("k", "loss");
    Dataset<Row> fresh =
        losses
            .where(functions.col("v").equalTo(after))
            .select(functions.col("k"), functions.col("loss").as("fresh"));
    Column difference = functions.col("fresh").minus(functions.col("loss"));
    Row result =
        fresh
            .join(old, "k")
            .agg(
                functions.count(functions.lit(1)),
                functions.avg(difference),
                functions.stddev_samp(difference))
            .head();
    long rows = result.getLong(0);
    if (rows < 2) {
      return;
    }
    double mean = result.getDouble(1);
    double half = NORMAL * result.getDouble(2) / Math.sqrt((double) rows);
    String verdict =
        mean - half > 0
            ? "%s would have been better than %s".formatted(before, after)
            : mean + half < 0
                ? "%s is better than %s".formatted(after, before)
                : "%s and %s cannot be told apart".formatted(after, before);
    Map<String, Object> pair = new LinkedHashMap<>();
    pair.put("previous", before);
    pair.put("version", after);
    pair.put("rows", rows);
    pair.put("difference", mean);
    pair.put("interval", List.of(mean - half, mean + half));
    pair.put(
        "sentence",
        Text.of(
            "%s: on %,d rows of both the %s differs by %s, from %s to %s",
            verdict,
            rows,
            classifier ? "log loss" : "squared error",
            ResultTable.text(mean),
            ResultTable.text(mean - half),
            ResultTable.text(mean + half)));
    pairs.add(pair);
  }
}
