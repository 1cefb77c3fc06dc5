// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.line.ScalaCollections;

/** What the linear stages have beyond MLlib's: starts, paths, weights of classes, names. */
class LinearStageTest {
  private static Dataset<Row> data(int classes) {
    return LocalSession.data(LocalSession.rows(300, classes, 7));
  }

  /** The same columns with names, in another order, or some of them. */
  private static Dataset<Row> named(String... columns) {
    Dataset<Row> rows = data(2);
    for (int j = 0; j < 5; j++) {
      rows =
          rows.withColumn(
              "x" + j,
              functions.expr(
                  "cast(element_at(split(trim(BOTH '[]' FROM cast(features as string)),"
                      + " ','), "
                      + (j + 1)
                      + ") as double)"));
    }
    return new VectorAssembler()
        .setInputCols(columns)
        .setOutputCol("features")
        .transform(rows.drop("features"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void initialModel_atTheOptimum_needsAlmostNoPass(int classes) {
    LogisticRegression stage = new LogisticRegression().setRegParam(0.01);
    LogisticRegressionModel cold = stage.fit(data(classes));
    LogisticRegressionModel warm =
        stage.copy(new ParamMap()).setInitialModel(cold).fit(data(classes));
    assertThat(warm.summary().passes()).isLessThan(cold.summary().passes() / 2);
    assertThat(warm.summary().objective()).isCloseTo(cold.summary().objective(), within(1e-8));
    LogisticRegression kept = stage.setInitialModel(cold).copy(new ParamMap());
    assertThat(kept.fit(data(classes)).summary().passes()).isEqualTo(warm.summary().passes());
  }

  @Test
  void initialModel_ofFewerAndMovedColumns_isMatchedByName() {
    LogisticRegression stage = new LogisticRegression().setRegParam(0.01).setMaxIter(0);
    LogisticRegressionModel old = stage.copy(new ParamMap()).setMaxIter(50).fit(named("x0", "x3"));
    assertThat(old.featureNames()).containsExactly("x0", "x3");
    Vector coefficients = stage.setInitialModel(old).fit(named("x3", "x1", "x0")).coefficients();
    assertThat(coefficients.apply(0)).isCloseTo(old.coefficients().apply(1), within(1e-12));
    assertThat(coefficients.apply(1)).isZero();
    assertThat(coefficients.apply(2)).isCloseTo(old.coefficients().apply(0), within(1e-12));
  }

  @Test
  void initialModel_withoutNames_isMatchedByPlace() {
    Dataset<Row> three =
        new VectorSlicer()
            .setInputCol("all")
            .setOutputCol("features")
            .setIndices(new int[] {0, 1, 2})
            .transform(data(2).withColumnRenamed("features", "all"));
    LinearRegressionModel old = new LinearRegression().fit(three.drop("all"));
    LinearRegressionModel grown =
        new LinearRegression().setInitialModel(old).setMaxIter(0).fit(data(2));
    assertThat(grown.coefficients().apply(2)).isCloseTo(old.coefficients().apply(2), within(1e-12));
    assertThat(grown.coefficients().apply(3)).isZero();
    assertThat(grown.intercept()).isCloseTo(old.intercept(), within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearRegression().setInitialModel(grown).fit(three.drop("all")))
        .withMessageContaining("the initial model has 5 features, the rows have 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LogisticRegression()
                    .setInitialModel(new LogisticRegression().fit(data(2)))
                    .fit(data(3)))
        .withMessageContaining("the initial model has 1 rows of coefficients, this fit has 3");
  }

  @Test
  void fitPath_overStrengths_hasTheModelsOfSingleFits() {
    double[] strengths = {0.1, 0.01, 0.001};
    LogisticRegression stage = new LogisticRegression().setTol(1e-10);
    List<LogisticRegressionModel> path = stage.fitPath(data(2), strengths);
    double passes = 0;
    for (int i = 0; i < strengths.length; i++) {
      LogisticRegression one = stage.copy(new ParamMap()).setRegParam(strengths[i]);
      LogisticRegressionModel alone = one.fit(data(2));
      LogisticRegressionModel model = path.get(i);
      passes += alone.summary().passes();
      assertThat(model.getRegParam()).isEqualTo(strengths[i]);
      assertThat(model.hasParent()).isTrue();
      assertThat(model.summary().objective()).isCloseTo(alone.summary().objective(), within(1e-9));
    }
    assertThat(path.stream().mapToDouble(model -> model.summary().passes()).sum())
        .isLessThan(passes);
    ParamMap[] maps = {
      new ParamMap().put(stage.regParam(), 0.1), new ParamMap().put(stage.regParam(), 0.01)
    };
    var models = stage.fit(data(2), ScalaCollections.scala(List.of(maps)));
    assertThat(models.apply(1).weightsSha256()).isEqualTo(path.get(1).weightsSha256());
  }

  @Test
  void classWeights_asAMap_areThoseOfAList() {
    LinearSVC stage = new LinearSVC().setRegParam(0.1);
    double expected = stage.copy(new ParamMap()).setClassWeights("1, 5").fit(data(2)).intercept();
    assertThat(stage.copy(new ParamMap()).setClassWeights("1: 5").fit(data(2)).intercept())
        .isEqualTo(expected);
    LinearSVC mapped = stage.copy(new ParamMap()).setClassWeights(Map.of(1, 5.0, 0, 1.0));
    assertThat(mapped.getClassWeights()).isEqualTo("0: 1.0, 1: 5.0");
    assertThat(mapped.fit(data(2)).intercept()).isEqualTo(expected);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.copy(new ParamMap()).setClassWeights("2: 3").fit(data(2)))
        .withMessageContaining("classWeights names class 2, the labels have classes 0 to 1");
  }

  @Test
  void classWeights_balanced_areThoseOfAColumn() {
    Dataset<Row> rows = data(3);
    double[] counts = new double[3];
    rows.collectAsList().forEach(row -> counts[(int) row.getDouble(0)] += row.getDouble(2));
    double total = counts[0] + counts[1] + counts[2];
    Dataset<Row> weighed =
        rows.withColumn(
            "weight",
            functions.expr(
                "weight * %s / element_at(array(%sD, %sD, %sD), cast(label as int) + 1)"
                    .formatted(total / 3, counts[0], counts[1], counts[2])));
    LogisticRegression stage =
        new LogisticRegression().setRegParam(0.01).setTol(1e-10).setWeightCol("weight");
    double expected = stage.fit(weighed).summary().objective();
    LogisticRegressionModel balanced =
        stage.copy(new ParamMap()).setClassWeights("balanced").fit(rows);
    assertThat(balanced.summary().objective()).isCloseTo(expected, within(1e-9));
    String numbers = "%s, %s, %s".formatted(1 / counts[0], 1 / counts[1], 1 / counts[2]);
    assertThat(stage.copy(new ParamMap()).setClassWeights(numbers).fit(rows).summary().objective())
        .isCloseTo(expected, within(1e-9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.copy(new ParamMap()).setClassWeights("1, 2").fit(rows))
        .withMessageContaining("classWeights has 2 numbers, the labels have 3 classes");
    for (String wrong : List.of("even", "1, 0", "0: 1, 0: 2", "0: 1, 2", "-1: 2", "0: 1: 2", "")) {
      assertThatIllegalArgumentException().isThrownBy(() -> stage.setClassWeights(wrong));
    }
    LinearSVC svc = new LinearSVC().setRegParam(0.1).setLoss("squaredHinge").setTol(1e-9);
    assertThat(svc.copy(new ParamMap()).setClassWeights("2, 2").fit(data(2)).intercept())
        .isCloseTo(svc.fit(data(2)).intercept(), within(1e-5));
    assertThat(svc.copy(new ParamMap()).setClassWeights("1, 5").fit(data(2)).intercept())
        .isGreaterThan(svc.fit(data(2)).intercept() + 0.01);
  }

  @Test
  void featureImportances_areByNameAndTheLargestFirst(@TempDir Path folder) throws IOException {
    Dataset<Row> rows = named("x4", "x0", "x2");
    LogisticRegressionModel model = new LogisticRegression().setRegParam(0.01).fit(rows);
    List<Row> importances = model.summary().featureImportances().collectAsList();
    assertThat(importances).extracting(row -> row.getString(1)).containsExactly("x0", "x2", "x4");
    assertThat(importances.get(0).getInt(0)).isEqualTo(1);
    assertThat(importances.get(2).getDouble(2)).isZero();
    assertThat(model.featureNames()).containsExactly("x4", "x0", "x2");
    String path = folder.resolve("model").toString();
    model.save(path);
    assertThat(LogisticRegressionModel.load(path).featureNames()).containsExactly("x4", "x0", "x2");
    var plain = new LinearRegression().fit(data(2)).summary().featureImportances();
    assertThat(plain.first().isNullAt(1)).isTrue();
  }
}
