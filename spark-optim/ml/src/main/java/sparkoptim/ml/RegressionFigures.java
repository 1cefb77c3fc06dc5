// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.feature.Instance;
import org.apache.spark.ml.optim.WeightedLeastSquares;
import org.apache.spark.ml.regression.LinearRegressionSummary;
import org.apache.spark.ml.util.OptionalInstrumentation$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;

/**
 * How well a linear regression predicts a data set, by MLlib's code, which runs when a figure is
 * asked for.
 */
final class RegressionFigures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What MLlib takes for "no standard errors are known". */
  private static final double[] NO_ERRORS = {0};

  private final PredictedRows predicted;
  private final transient LinearRegressionModel model;
  private final boolean errors;
  private transient LinearRegressionSummary figures;
  private transient LinearRegressionSummary withErrors;
  private transient double[] diagonal;

  /**
   * Takes a model and the rows to predict.
   *
   * @param model which must not change any more
   * @param errors whether these are the rows of a fit whose coefficients have standard errors
   */
  RegressionFigures(LinearRegressionModel model, Dataset<?> dataset, boolean errors) {
    this.model = model;
    this.errors = errors;
    predicted = PredictedRows.of(model, LinearTrainer.weightColumn(model), "", dataset);
  }

  /**
   * Returns whether MLlib solves these rows' normal equations without iterations: not where their
   * matrix is singular, which one more pass over the rows tells.
   */
  synchronized boolean solvedAtOnce() {
    return errors
        && model != null // as on another machine
        && (model.getRegParam() > 0 || !Arrays.equals(diagonal(), NO_ERRORS));
  }

  PredictedRows predicted() {
    return predicted;
  }

  synchronized LinearRegressionSummary get() {
    if (figures == null) {
      figures = figures(NO_ERRORS);
    }
    return figures;
  }

  /** Returns the same with standard errors, for which the rows are read once more. */
  synchronized LinearRegressionSummary withErrors() {
    if (withErrors == null) {
      withErrors = errors ? figures(diagonal()) : get();
    }
    return withErrors;
  }

  private LinearRegressionSummary figures(double[] diagonal) {
    PredictedRows plain = predicted.plain();
    PredictedRows.Columns columns = plain.columns();
    var theirs = model.toMLlib();
    theirs.set(theirs.labelCol(), columns.label());
    theirs.set(theirs.featuresCol(), columns.features());
    theirs.set(theirs.predictionCol(), columns.prediction());
    if (!columns.weight().isEmpty()) {
      theirs.set(theirs.weightCol(), columns.weight());
    }
    return MLlibFigures.of(plain, theirs, diagonal);
  }

  private double[] diagonal() {
    if (diagonal == null) {
      diagonal = inverseDiagonal();
    }
    return diagonal;
  }

  /** The diagonal of the inverse of the normal equations' matrix, by MLlib's code. */
  private double[] inverseDiagonal() {
    PredictedRows.Columns columns = predicted.columns();
    Column weight = columns.weight().isEmpty() ? lit(1.0) : RowColumns.named(columns.weight());
    RDD<Instance> rows =
        predicted
            .frame()
            .select(
                RowColumns.named(columns.label()).cast(DataTypes.DoubleType),
                weight.cast(DataTypes.DoubleType),
                RowColumns.named(columns.features()))
            .javaRDD()
            .map(row -> new Instance(row.getDouble(0), row.getDouble(1), row.getAs(2)))
            .rdd();
    var equations =
        new WeightedLeastSquares(
            model.getFitIntercept(),
            model.getRegParam(),
            0,
            model.getStandardization(),
            true,
            WeightedLeastSquares.Auto$.MODULE$,
            1,
            model.getTol());
    var quiet = OptionalInstrumentation$.MODULE$.create(LinearRegression.class);
    return equations.fit(rows, quiet, model.getAggregationDepth()).diagInvAtWA().toArray();
  }
}
