// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.DidYouMean;
import sparkoptim.jobs.window.ModelPins;

/** Whether rows have the columns that the parent's stages read, with values of the same kind. */
final class SchemaCheck {
  private final ModelPins parent;
  private final StructType rows;
  private final List<String> faults = new ArrayList<>();
  private final List<String> added = new ArrayList<>();

  SchemaCheck(ModelPins parent, StructType rows) {
    this.parent = parent;
    this.rows = rows;
  }

  CheckResult result(CheckSettings.Schema wanted) {
    List<String> known = Arrays.asList(parent.columns().fieldNames());
    List<String> names = Arrays.asList(rows.fieldNames());
    names.stream().filter(name -> !known.contains(name)).forEach(added::add);
    for (StructField field : parent.columns().fields()) {
      if (parent.read().contains(field.name())) {
        compare(field);
      }
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    if (!added.isEmpty()) {
      numbers.put("added", List.copyOf(added));
    }
    if (!faults.isEmpty()) {
      CheckResult.Status status =
          wanted == CheckSettings.Schema.SAME ? CheckResult.Status.BLOCK : CheckResult.Status.WARN;
      return new CheckResult("schema", status, String.join("; ", faults), numbers);
    }
    String sentence =
        added.isEmpty()
            ? "the columns are those of the parent model"
            : "new columns, which no stage reads: " + String.join(", ", added);
    return new CheckResult("schema", CheckResult.Status.PASS, sentence, numbers);
  }

  private void compare(StructField field) {
    String name = field.name();
    List<String> names = Arrays.asList(rows.fieldNames());
    if (!names.contains(name)) {
      String near = DidYouMean.of(name, added).map(n -> "; did you mean " + n + "?").orElse("");
      String renamed = near.isEmpty() && added.size() == 1 ? "; new is " + added.get(0) : near;
      faults.add("column %s, which the parent model reads, is missing%s".formatted(name, renamed));
      return;
    }
    DataType now = rows.apply(name).dataType();
    if (!alike(field.dataType(), now)) {
      faults.add(
          "column %s is of type %s, and was of type %s"
              .formatted(name, now.simpleString(), field.dataType().simpleString()));
    }
  }

  /** A day of whole numbers may be read as another type than a day with fractions. */
  private static boolean alike(DataType before, DataType now) {
    return before.sameType(now)
        || (isNumber(before) && isNumber(now))
        || before.catalogString().equals(now.catalogString());
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType && !(type instanceof BooleanType);
  }
}
