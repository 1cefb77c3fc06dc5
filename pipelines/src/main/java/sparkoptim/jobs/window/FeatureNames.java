// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** The names that Spark's stages give the features of an assembled column. */
public final class FeatureNames {
  private FeatureNames() {}

  /**
   * Returns the names by place.
   *
   * @return nothing where a feature has no name, as those of LIBSVM have none
   */
  public static List<String> of(StructType schema, String column) {
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      return List.of();
    }
    return of(schema.apply(column));
  }

  private static List<String> of(StructField field) {
    AttributeGroup group = AttributeGroup.fromStructField(field);
    Option<Attribute[]> attributes = group.attributes();
    if (attributes.isEmpty()) {
      return List.of();
    }
    String[] names = new String[group.size()];
    for (Attribute attribute : attributes.get()) {
      if (attribute.index().isDefined() && attribute.name().isDefined()) {
        names[(Integer) attribute.index().get()] = attribute.name().get();
      }
    }
    return Arrays.asList(names).contains(null) ? List.of() : List.of(names);
  }
}
