// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** A summary of rows whose predictions have probabilities, which may be held against the labels. */
public interface HasCalibration {
  /** Returns the rows with their predictions. */
  PredictedRows predicted();

  /**
   * Returns rows in ten bins of equal width by a probability, and how often it came true: {@code
   * from} and {@code to} of the bin, its number of {@code rows}, their {@code weight}, the {@code
   * meanProbability}, and the {@code observed} share, both by weights. The probability is that of
   * class 1; of three and more classes that of the predicted one. Bins without weight are left out.
   */
  default Dataset<Row> calibration() {
    PredictedRows.Columns columns = predicted().columns();
    Column weight =
        predicted().weight().isEmpty()
            ? lit(1.0)
            : RowColumns.named(columns.weight()).cast(DataTypes.DoubleType);
    return predicted()
        .frame()
        .select(
            vector_to_array(RowColumns.named(columns.score()), "float64").as("p"),
            RowColumns.named(columns.label()).cast(DataTypes.DoubleType).as("y"),
            RowColumns.named(columns.prediction()).as("k"),
            weight.as("w"))
        .selectExpr(
            "if(size(p) = 2, p[1], p[cast(k as int)]) as p",
            "if(size(p) = 2, y = 1, y = k) as hit",
            "w")
        .selectExpr("least(floor(10 * p), 9) as bin", "p", "if(hit, w, 0D) as hits", "w")
        .groupBy("bin")
        .agg(
            expr("count(1)").as("rows"),
            expr("sum(w)").as("weight"),
            expr("sum(p * w)").as("sum"),
            expr("sum(hits)").as("hits"))
        .where("weight > 0")
        .orderBy("bin")
        .selectExpr(
            "bin / 10D as `from`",
            "(bin + 1) / 10D as `to`",
            "rows",
            "weight",
            "sum / weight as meanProbability",
            "hits / weight as observed");
  }

  /**
   * Returns the expected calibration error: the mean distance of predicted probability and observed
   * share over the bins of {@link #calibration}, by their weights; NaN without rows.
   */
  default double calibrationError() {
    Row error =
        calibration()
            .selectExpr("sum(weight * abs(meanProbability - observed)) / sum(weight)")
            .head();
    return error.isNullAt(0) ? Double.NaN : error.getDouble(0);
  }
}
