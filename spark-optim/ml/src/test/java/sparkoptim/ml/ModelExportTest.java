// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.GeneralMLWritable;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.serving.LinearScorer;

/** What programs without Spark predict from a saved model is what the model predicts. */
class ModelExportTest {
  private static final Vector BETA = Vectors.dense(0.7, -1.3, 0, 2.1, 0.05);
  private static final double[] MATRIX = new Random(4).doubles(15, -1, 1).toArray();

  @BeforeAll
  static void session() {
    LocalSession.session();
  }

  private static LogisticRegressionModel multinomial() {
    return new LogisticRegressionModel(
        "multinomial",
        new DenseMatrix(3, 5, MATRIX, true),
        Vectors.dense(0.5, -0.25, -0.25),
        3,
        true);
  }

  static Stream<PredictionModel<Vector, ?>> models() {
    return Stream.of(
        new LinearRegressionModel("linear", BETA, 3.5),
        new PoissonRegressionModel("poisson", Vectors.dense(0.2, 0.01, 0, -0.1, 0.05), -0.5),
        new LinearSVCModel("svc", BETA, -24).setThreshold(0.4),
        new LogisticRegressionModel("binary", BETA, -24),
        new LogisticRegressionModel("careful", BETA, -24).setThreshold(0.9),
        multinomial(),
        multinomial().setThresholds(new double[] {0.2, 0.3, 0.9}));
  }

  private static List<Row> rows() {
    return LocalSession.rows(60, 2, 5);
  }

  private static Vector probability(PredictionModel<Vector, ?> model, Vector features) {
    return model instanceof LogisticRegressionModel logistic
        ? logistic.predictProbability(features)
        : null;
  }

  @ParameterizedTest
  @MethodSource("models")
  void scorer_ofASavedModel_predictsTheSameBits(
      PredictionModel<Vector, ?> model, @TempDir Path folder) throws IOException {
    String path = folder.resolve("model").toString();
    ((GeneralMLWritable) model).save(path);
    LinearScorer scorer = LinearScorer.load(Path.of(path));
    for (Row row : rows()) {
      DenseVector dense = row.<DenseVector>getAs(1);
      SparseVector sparse = dense.toSparse();
      double expected = model.predict(dense);
      assertThat(scorer.predict(dense.values())).isEqualTo(expected);
      assertThat(scorer.predict(sparse.indices(), sparse.values())).isEqualTo(expected);
      Vector probability = probability(model, dense);
      if (probability != null) {
        double[] into = new double[probability.size()];
        scorer.probabilities(dense.values(), into);
        assertThat(into).containsExactly(probability.toArray());
      }
    }
  }

  @Test
  void format_unknown_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> multinomial().write().format("pickle"))
        .withMessage("format must be one of internal, pmml, onnx, was pickle");
  }

  @Test
  void constructor_numbersThatDoNotFit_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LogisticRegressionModel(
                    "m", new DenseMatrix(3, 5, MATRIX, true), Vectors.dense(1, 2), 3, true))
        .withMessage("coefficientMatrix must have a row per intercept, has 3 for 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LogisticRegressionModel(
                    "m", new DenseMatrix(3, 5, MATRIX, true), Vectors.dense(1, 2, 3), 2, false))
        .withMessage("a binomial model of 2 classes has 1 rows of coefficients, was given 3");
  }
}
