// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.ml.LinearRegressionModel;
import sparkoptim.ml.LinearSVCModel;
import sparkoptim.ml.LogisticRegressionModel;
import sparkoptim.ml.PoissonRegressionModel;

/**
 * A coefficient of a linear model.
 *
 * @param feature its name, or its place where it has none
 * @param ofClass the class that it speaks for; null where there is one coefficient a feature
 */
public record Coefficient(String feature, Integer ofClass, double value) {

  /**
   * Returns the largest coefficients, largest first; none for another kind of model.
   *
   * @param schema of the rows that the model predicts
   */
  public static List<Coefficient> largest(Object model, StructType schema, int count) {
    Matrix rows = rows(model);
    if (rows == null) {
      return List.of();
    }
    String[] names = names((Model<?>) model, schema, rows.numCols());
    var bySize = Comparator.comparingDouble((Coefficient c) -> Math.abs(c.value()));
    var largest = new PriorityQueue<>(bySize);
    for (int row = 0; row < rows.numRows(); row++) {
      for (int column = 0; column < rows.numCols(); column++) {
        double value = rows.apply(row, column);
        if (value != 0 && (largest.size() < count || Math.abs(value) > least(largest))) {
          largest.add(new Coefficient(names[column], rows.numRows() == 1 ? null : row, value));
          if (largest.size() > count) {
            largest.remove();
          }
        }
      }
    }
    return largest.stream().sorted(bySize.reversed()).toList();
  }

  /** Returns the Euclidean norm of all coefficients; nothing for another kind of model. */
  public static OptionalDouble norm(Object model) {
    Matrix rows = rows(model);
    if (rows == null) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (double value : rows.toArray()) {
      sum += value * value;
    }
    return OptionalDouble.of(Math.sqrt(sum));
  }

  private static double least(PriorityQueue<Coefficient> largest) {
    return Math.abs(largest.element().value());
  }

  private static Matrix rows(Object model) {
    if (model instanceof LogisticRegressionModel logistic) {
      return logistic.coefficientRows();
    }
    if (model instanceof org.apache.spark.ml.classification.LogisticRegressionModel logistic) {
      return logistic.coefficientMatrix();
    }
    Vector vector = vector(model);
    return vector == null ? null : new DenseMatrix(1, vector.size(), vector.toArray());
  }

  private static Vector vector(Object model) {
    if (model instanceof LinearSVCModel svm) {
      return svm.coefficientVector();
    }
    if (model instanceof LinearRegressionModel line) {
      return line.coefficientVector();
    }
    if (model instanceof PoissonRegressionModel counts) {
      return counts.coefficientVector();
    }
    if (model instanceof org.apache.spark.ml.classification.LinearSVCModel svm) {
      return svm.coefficients();
    }
    if (model instanceof org.apache.spark.ml.regression.LinearRegressionModel line) {
      return line.coefficients();
    }
    return model instanceof org.apache.spark.ml.regression.GeneralizedLinearRegressionModel general
        ? general.coefficients()
        : null;
  }

  /** Returns the names in the features column's metadata, or places from 0. */
  private static String[] names(Model<?> model, StructType schema, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "" + i;
    }
    String column = (String) model.getOrDefault(model.getParam("featuresCol"));
    for (StructField field : schema.fields()) {
      if (field.name().equals(column)) {
        Option<Attribute[]> attributes = AttributeGroup.fromStructField(field).attributes();
        for (int i = 0; attributes.isDefined() && i < attributes.get().length && i < count; i++) {
          Option<String> name = attributes.get()[i].name();
          names[i] = name.isDefined() ? name.get() : names[i];
        }
      }
    }
    return names;
  }
}
