// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoissonRegressionTest {
  private static final double COEFFICIENT = 1e-4;

  /** Counts, zeros among them, whose mean depends on the features; offsets in a column. */
  private static Dataset<Row> data() {
    SplittableRandom random = new SplittableRandom(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(0, 10);
      double offset = (i % 4) / 2.0;
      double mean = Math.exp(0.3 + 0.8 * a - 0.1 * b + offset);
      rows.add(LocalSession.row(Math.floor(2 * mean * random.nextDouble()), 1 + i % 3, a, b));
    }
    return LocalSession.data(rows)
        .withColumn("offset", functions.expr("pmod(hash(features), 4) / 2.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false",
    "true, true, false",
    "true, false, true",
    "true, true, true",
    "false, true, true"
  })
  void fit_converged_equalsMLlib(boolean intercept, boolean weights, boolean offsets) {
    PoissonRegression ours = new PoissonRegression().setFitIntercept(intercept).setTol(1e-14);
    var theirs =
        new org.apache.spark.ml.regression.GeneralizedLinearRegression()
            .setFamily("poisson")
            .setFitIntercept(intercept)
            .setMaxIter(200)
            .setTol(1e-13);
    if (weights) {
      ours.setWeightCol("weight");
      theirs.setWeightCol("weight");
    }
    if (offsets) {
      ours.setOffsetCol("offset");
      theirs.setOffsetCol("offset");
    }
    PoissonRegressionModel model = ours.fit(data());
    var expected = theirs.fit(data());
    for (int j = 0; j < 2; j++) {
      assertThat(model.coefficients().apply(j))
          .isCloseTo(expected.coefficients().apply(j), within(COEFFICIENT));
    }
    assertThat(model.intercept()).isCloseTo(expected.intercept(), within(COEFFICIENT));
    List<Row> found = model.transform(data()).select("prediction").collectAsList();
    List<Row> wanted = expected.transform(data()).select("prediction").collectAsList();
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).getDouble(0)).isCloseTo(wanted.get(i).getDouble(0), within(1e-3));
    }
  }

  /** Without offsets: mean of exp(m) - y m, and the penalty. */
  @Test
  void fit_penalised_hasNoGradientLeft() {
    double regParam = 0.2;
    PoissonRegressionModel model =
        new PoissonRegression()
            .setRegParam(regParam)
            .setStandardization(false)
            .setTol(1e-14)
            .fit(data());
    double[] gradient = new double[2];
    for (Row row : data().collectAsList()) {
      Vector x = row.getAs(1);
      double rest = model.predict(x) - row.getDouble(0);
      gradient[0] += rest * x.apply(0) / 300;
      gradient[1] += rest * x.apply(1) / 300;
    }
    for (int j = 0; j < 2; j++) {
      assertThat(gradient[j] + regParam * model.coefficients().apply(j)).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void summary_figures_areMLlibs() {
    PoissonRegressionModel model =
        new PoissonRegression().setOffsetCol("offset").setLinkPredictionCol("link").fit(data());
    var ours = model.summary();
    var theirs = model.toMLlib().evaluate(data());
    assertThat(ours.stopReason()).isEqualTo("converged");
    assertThat(ours.deviance())
        .isCloseTo(theirs.deviance(), within(1e-9))
        .isLessThan(ours.nullDeviance());
    assertThat(ours.aic()).isCloseTo(theirs.aic(), within(1e-9));
    assertThat(ours.rank()).isEqualTo(3);
    assertThat(ours.degreesOfFreedom()).isEqualTo(theirs.degreesOfFreedom());
    assertThat(ours.residuals("pearson").collectAsList())
        .isEqualTo(theirs.residuals("pearson").collectAsList());
    assertThat(ours.predictions().columns()).contains("prediction", "link");
    assertThat(model.evaluate(data()).deviance()).isCloseTo(ours.deviance(), within(1e-9));
    for (Row row : ours.predictions().collectAsList()) {
      assertThat(Math.exp(row.<Double>getAs("link")))
          .isCloseTo(row.getAs("prediction"), within(1e-9));
    }
  }

  @Test
  void fit_zerosOnly_predictsZero() {
    PoissonRegressionModel model =
        new PoissonRegression().fit(data().withColumn("label", functions.lit(0.0)));
    assertThat(model.predict(Vectors.dense(1, 1))).isZero();
  }

  @Test
  void fit_negativeCounts_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PoissonRegression().fit(data().withColumn("label", functions.lit(-2.0))))
        .withMessage("column label: labels are counts and must be >= 0, one is -2.0");
  }
}
