// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;

/** Statements of Spark's SQLTransformer, which any Spark loads. */
final class Statements {
  static final String MISSING = "_missing";

  private Statements() {}

  /** Returns a stage that leaves out rows with a missing value. */
  static SQLTransformer skip(List<StructField> fields) {
    return select(
        "*",
        fields.stream()
            .map(field -> "NOT (" + isMissing(field) + ")")
            .collect(Collectors.joining(" AND ")));
  }

  /** Returns a stage that adds a column of 0 and 1 for each, 1 where the value is missing. */
  static SQLTransformer indicators(List<StructField> fields) {
    return select(
        "*"
            + fields.stream()
                .map(
                    field ->
                        ", " + indicator(field) + " AS " + Names.quoted(field.name() + MISSING))
                .collect(Collectors.joining()),
        "");
  }

  static SQLTransformer select(String columns, String where) {
    return new SQLTransformer()
        .setStatement(
            "SELECT " + columns + " FROM __THIS__" + (where.isEmpty() ? "" : " WHERE " + where));
  }

  static String indicator(StructField field) {
    return "CAST((" + isMissing(field) + ") AS DOUBLE)";
  }

  static String isMissing(StructField field) {
    String name = Names.quoted(field.name());
    boolean fraction =
        field.dataType() instanceof DoubleType || field.dataType() instanceof FloatType;
    return fraction ? name + " IS NULL OR isnan(" + name + ")" : name + " IS NULL";
  }
}
