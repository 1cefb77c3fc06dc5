// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * The features that moved a prediction of a linear model most: a feature contributes its
 * coefficient times its value to the margin. Of several classes, the margin is that of the class
 * that was predicted.
 */
final class Explanation implements UDF2<Vector, Double, List<Row>>, Serializable {
  static final String COLUMN = "explanation";

  /** {@code array<struct<feature, value, contribution>>}, the largest contribution first. */
  private static final DataType TYPE =
      DataTypes.createArrayType(
          DataTypes.createStructType(
              List.of(
                  DataTypes.createStructField("feature", DataTypes.StringType, false),
                  DataTypes.createStructField("value", DataTypes.DoubleType, false),
                  DataTypes.createStructField("contribution", DataTypes.DoubleType, false))));

  private static final long serialVersionUID = 1L;

  private final DenseMatrix coefficients;
  private final String[] names;
  private final int count;

  private Explanation(DenseMatrix coefficients, String[] names, int count) {
    this.coefficients = coefficients;
    this.names = names;
    this.count = count;
  }

  /**
   * Returns the column of explanations.
   *
   * @param model the last stage
   * @param predicted what it transformed
   * @param count how many features a row names
   * @throws JobException if the model is not linear
   */
  static Column of(Transformer model, Dataset<Row> predicted, int count) {
    Matrix matrix =
        matrix(model)
            .orElseThrow(
                () ->
                    new JobException(
                        Text.of(
                            "score.explain = %d: %s has no coefficients, so its features have no contributions",
                            count, model.getClass().getSimpleName())));
    String features = (String) model.getOrDefault(model.getParam("featuresCol"));
    String prediction = (String) model.getOrDefault(model.getParam("predictionCol"));
    Explanation explanation =
        new Explanation(
            matrix.toDense(), names(predicted.schema().apply(features), matrix.numCols()), count);
    return functions
        .udf(explanation, TYPE)
        .apply(Names.column(features), Names.column(prediction))
        .as(COLUMN);
  }

  private static Optional<Matrix> matrix(Transformer model) {
    for (String name : List.of("coefficientMatrix", "coefficients")) {
      try {
        Object found = model.getClass().getMethod(name).invoke(model);
        if (found instanceof Matrix rows) {
          return Optional.of(rows);
        } else if (found instanceof Vector row) {
          return Optional.of(new DenseMatrix(1, row.size(), row.toArray(), true));
        }
      } catch (NoSuchMethodException | IllegalAccessException e) {
        // the next name
      } catch (InvocationTargetException e) {
        throw new JobException("score.explain: " + e.getCause().getMessage(), e);
      }
    }
    return Optional.empty();
  }

  /** Returns the names of features; those that the column's metadata does not name are numbers. */
  private static String[] names(StructField features, int size) {
    String[] names = new String[size];
    for (int i = 0; i < size; i++) {
      names[i] = "feature " + i;
    }
    Option<Attribute[]> attributes = AttributeGroup.fromStructField(features).attributes();
    if (attributes.isDefined()) {
      for (Attribute attribute : attributes.get()) {
        if (attribute.index().isDefined() && attribute.name().isDefined()) {
          int index = (Integer) attribute.index().get();
          if (index < size) {
            names[index] = attribute.name().get();
          }
        }
      }
    }
    return names;
  }

  @Override
  public List<Row> call(Vector features, Double prediction) {
    if (features == null || prediction == null) {
      return List.of();
    }
    int row = coefficients.numRows() == 1 ? 0 : prediction.intValue();
    PriorityQueue<double[]> largest =
        new PriorityQueue<>(Comparator.comparingDouble((double[] entry) -> Math.abs(entry[2])));
    scala.collection.Iterator<scala.Tuple2<Object, Object>> active = features.activeIterator();
    while (active.hasNext()) {
      scala.Tuple2<Object, Object> entry = active.next();
      int feature = (Integer) entry._1();
      double value = (Double) entry._2();
      double contribution = coefficients.apply(row, feature) * value;
      if (contribution != 0) {
        largest.add(new double[] {feature, value, contribution});
        if (largest.size() > count) {
          largest.poll();
        }
      }
    }
    List<double[]> sorted = new ArrayList<>(largest);
    sorted.sort(
        Comparator.comparingDouble((double[] entry) -> -Math.abs(entry[2]))
            .thenComparingDouble(entry -> entry[0]));
    List<Row> rows = new ArrayList<>();
    for (double[] entry : sorted) {
      rows.add(RowFactory.create(names[(int) entry[0]], entry[1], entry[2]));
    }
    return rows;
  }
}
