// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import sparkoptim.core.DidYouMean;

/**
 * Which columns of the data are used, and under which names.
 *
 * @param rename new names by old ones
 * @param drop columns that are left out, by their names in the data
 */
record Columns(Map<String, String> rename, List<String> drop) {

  /**
   * Returns the rows with these columns.
   *
   * @param strict whether a column that is not there is an error: rows to score may lack the label
   */
  Dataset<Row> of(Dataset<Row> rows, Input input, boolean strict) {
    refuseAlike(rows, input);
    if (rename.isEmpty() && drop.isEmpty()) {
      return rows;
    }
    List<String> known = Arrays.asList(rows.columns());
    if (strict) {
      rename.keySet().forEach(name -> refuseMissing("data.rename", name, known, input));
      drop.forEach(name -> refuseMissing("data.drop", name, known, input));
    }
    List<Column> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      if (!drop.contains(field.name())) {
        String name = rename.getOrDefault(field.name(), field.name());
        if (names.contains(name)) {
          throw new JobException(
              "data.rename: two columns would have the name %s, %s among them"
                  .formatted(name, field.name()));
        }
        names.add(name);
        columns.add(Names.column(field.name()).as(name, field.metadata()));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Spark finds no column by a name that another one has, too. */
  private static void refuseAlike(Dataset<Row> rows, Input input) {
    boolean cases =
        Boolean.parseBoolean(rows.sparkSession().conf().get("spark.sql.caseSensitive", "false"));
    Map<String, String> names = new HashMap<>();
    for (String name : rows.columns()) {
      String other = names.put(cases ? name : name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw new JobException(
            "%s: %s has the columns %s and %s, which are one for Spark%s"
                .formatted(
                    input.key(),
                    input.path(),
                    other,
                    name,
                    other.equals(name)
                        ? ""
                        : " (-- --conf spark.sql.caseSensitive=true tells them apart)"));
      }
    }
  }

  private static void refuseMissing(String key, String name, List<String> known, Input input) {
    if (!known.contains(name)) {
      throw new JobException(
          "%s: no column %s in %s; %s"
              .formatted(key, name, input.path(), DidYouMean.hint(name, known)));
    }
  }

  /** Returns the name that a column has in the data. */
  String nameInData(String name) {
    return rename.entrySet().stream()
        .filter(renamed -> renamed.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(name);
  }
}
