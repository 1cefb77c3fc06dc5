// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.data.ColumnMoments;

/**
 * How much each feature moves the margins: the size of its coefficient times its standard deviation
 * in the training rows. With a row of coefficients per class the size is their standard deviation
 * over the classes, which a shift that they have in common does not change.
 */
final class FeatureImportances implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final StructType SCHEMA =
      new StructType()
          .add("index", DataTypes.IntegerType, false)
          .add("name", DataTypes.StringType, true)
          .add("importance", DataTypes.DoubleType, false);

  private final double[] values;
  private final String[] names;

  private FeatureImportances(double[] values, String[] names) {
    this.values = values;
    this.names = names;
  }

  /**
   * Measures the features of a model.
   *
   * @param coefficients row by row
   * @param names of the features; empty without
   */
  static FeatureImportances of(double[] coefficients, ColumnMoments columns, String[] names) {
    double[] values = new double[columns.width()];
    for (int j = 0; j < values.length; j++) {
      values[j] = columns.deviation(j) * size(coefficients, j, values.length);
    }
    return new FeatureImportances(values, names);
  }

  private static double size(double[] coefficients, int first, int stride) {
    int rows = coefficients.length / stride;
    if (rows == 1) {
      return Math.abs(coefficients[first]);
    }
    double mean = 0;
    for (int i = first; i < coefficients.length; i += stride) {
      mean += coefficients[i] / rows;
    }
    double squares = 0;
    for (int i = first; i < coefficients.length; i += stride) {
      squares += (coefficients[i] - mean) * (coefficients[i] - mean) / rows;
    }
    return Math.sqrt(squares);
  }

  /** Returns them as rows of index, name and importance, the largest first. */
  Dataset<Row> frame() {
    List<Row> rows =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> values[j]).reversed())
            .map(j -> RowFactory.create(j, names.length == 0 ? null : names[j], values[j]))
            .toList();
    return SparkSession.active().createDataFrame(rows, SCHEMA);
  }

  /** Returns the features' names in a column's metadata; empty where one has none. */
  static String[] names(StructType schema, String column) {
    Option<Attribute[]> attributes =
        AttributeGroup.fromStructField(schema.apply(column)).attributes();
    if (attributes.isEmpty()) {
      return new String[0];
    }
    String[] names = new String[attributes.get().length];
    for (int j = 0; j < names.length; j++) {
      Option<String> name = attributes.get()[j].name();
      if (name.isEmpty()) {
        return new String[0];
      }
      names[j] = name.get();
    }
    return names;
  }
}
