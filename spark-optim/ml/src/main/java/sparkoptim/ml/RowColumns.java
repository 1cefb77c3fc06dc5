// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.engine.rows.RowRules;

/** The columns of a data set that a training reads, in the engine's order and types. */
final class RowColumns {
  private RowColumns() {}

  /** Returns the label as double, the features, and the weight as double where there is one. */
  static Dataset<Row> of(Dataset<?> dataset, RowRules rules) {
    Column label = named(rules.labelColumn()).cast(DataTypes.DoubleType);
    Column features = named(rules.featuresColumn());
    return rules.weighted()
        ? dataset.select(label, features, named(rules.weightColumn()).cast(DataTypes.DoubleType))
        : dataset.select(label, features);
  }

  /** Returns the column that a param of a stage names; null where it is unset or empty. */
  static String named(Params stage, Param<String> param) {
    boolean given = stage.isDefined(param) && !stage.getOrDefault(param).isEmpty();
    return given ? stage.getOrDefault(param) : null;
  }

  /** Returns the column of exactly this name: a dot in it is no way into a struct. */
  static Column named(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
