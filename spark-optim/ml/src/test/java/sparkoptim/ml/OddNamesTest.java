// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of columns with dots, backticks, spaces and letters of any alphabet. */
final class OddNamesTest {
  private static final List<String> PLAIN = List.of("y", "w", "x");
  private static final List<String> ODD = List.of("the.label", "a `weight`", "größe. x");

  static Stream<Estimator<?>> stages() {
    return Stream.of(
        new LogisticRegression(), new LinearRegression(), new LinearSVC(), new PoissonRegression());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void fitAndTransform_oddNames_giveWhatPlainNamesGive(Estimator<?> stage) {
    Dataset<Row> odd = predicted(stage, ODD);
    assertThat(odd.columns()).startsWith(ODD.toArray(String[]::new));
    assertThat(odd.columns()).noneMatch(name -> name.startsWith("__"));
    assertThat(predictions(odd)).isEqualTo(predictions(predicted(stage, PLAIN)));
  }

  @Test
  void summaries_oddNames_haveTheFiguresOfPlainNames() {
    List<List<Double>> figures = new ArrayList<>();
    for (List<String> names : List.of(ODD, PLAIN)) {
      Dataset<Row> rows = rows(names);
      var logistic = named(new LogisticRegression().setRegParam(0.1), names).fit(rows);
      var machine = named(new LinearSVC().setRegParam(0.1), names).fit(rows);
      var line = named(new LinearRegression(), names).fit(rows);
      var counts = named(new PoissonRegression(), names).fit(rows);
      figures.add(
          List.of(
              logistic.summary().accuracy(),
              logistic.binarySummary().areaUnderROC(),
              logistic.summary().calibrationError(),
              machine.summary().weightedPrecision(),
              machine.evaluate(rows).areaUnderROC(),
              line.summary().r2(),
              line.summary().tValues()[0],
              line.evaluate(rows).rootMeanSquaredError(),
              counts.summary().deviance(),
              counts.summary().nullDeviance(),
              counts.evaluate(rows).aic()));
      assertThat(logistic.summary().labelCol()).isEqualTo(names.get(0));
      assertThat(line.summary().predictions().columns()).contains(names.get(0));
    }
    for (int i = 0; i < figures.get(0).size(); i++) {
      assertThat(figures.get(0).get(i))
          .as("figure %d", i)
          .isCloseTo(figures.get(1).get(i), within(1e-12 + 1e-12 * figures.get(1).get(i)));
    }
  }

  private static <E extends Estimator<?>> E named(E stage, List<String> names) {
    stage.set("labelCol", names.get(0));
    stage.set("weightCol", names.get(1));
    stage.set("featuresCol", names.get(2));
    return stage;
  }

  private static Dataset<Row> predicted(Estimator<?> stage, List<String> names) {
    Model<?> model = named(stage, names).fit(rows(names));
    Dataset<Row> transformed = model.transform(rows(names));
    assertThat(model.transformSchema(rows(names).schema()).fieldNames())
        .containsExactlyInAnyOrder(transformed.columns());
    return transformed;
  }

  private static List<Double> predictions(Dataset<Row> rows) {
    return rows.select("prediction").collectAsList().stream().map(row -> row.getDouble(0)).toList();
  }

  private static Dataset<Row> rows(List<String> names) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double x = Math.sin(i);
      rows.add(
          RowFactory.create(x > 0.1 * (i % 3) ? 1.0 : 0.0, 1.0 + i % 2, Vectors.dense(x, i % 5)));
    }
    StructType schema =
        new StructType()
            .add(names.get(0), DataTypes.DoubleType)
            .add(names.get(1), DataTypes.DoubleType)
            .add(names.get(2), SQLDataTypes.VectorType());
    return LocalSession.session().createDataFrame(rows, schema);
  }
}
