// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link MultilayerPerceptronClassifier} beside MLlib's; MLlib's own suite has the rest. */
class MultilayerPerceptronTest {
  private static final int[] LAYERS = {5, 4, 3};

  private static Dataset<Row> rows() {
    return LocalSession.data(LocalSession.rows(120, 3, 1));
  }

  private static MultilayerPerceptronClassifier stage() {
    return new MultilayerPerceptronClassifier().setLayers(LAYERS).setMaxIter(15);
  }

  private static Vector features(Row row) {
    return row.getAs(1);
  }

  @Test
  void toMLlib_ofAFit_predictsTheSame() {
    MultilayerPerceptronClassificationModel model = stage().fit(rows());
    var theirs = model.toMLlib();
    for (Row row : rows().collectAsList()) {
      assertThat(theirs.predictProbability(features(row)).toArray())
          .containsExactly(model.predictProbability(features(row)).toArray(), within(1e-6));
    }
  }

  @Test
  void load_ofMLlibsModel_predictsTheSame(@TempDir Path folder) throws Exception {
    var theirs =
        new org.apache.spark.ml.classification.MultilayerPerceptronClassifier()
            .setLayers(LAYERS)
            .setMaxIter(5)
            .setPredictionCol("class")
            .fit(rows());
    theirs.save(folder.resolve("model").toString());
    var ours = MultilayerPerceptronClassificationModel.load(folder.resolve("model").toString());
    assertThat(ours.getPredictionCol()).isEqualTo("class");
    assertThat(ours.weights()).isEqualTo(theirs.weights());
    for (Row row : rows().collectAsList()) {
      assertThat(ours.predictProbability(features(row)).toArray())
          .containsExactly(theirs.predictProbability(features(row)).toArray(), within(1e-6));
    }
  }

  @Test
  void fit_ofSparseRows_hasTheBitsOfDenseOnes() {
    List<Row> sparse =
        rows().collectAsList().stream()
            .map(row -> RowFactory.create(row.get(0), features(row).toSparse(), row.get(2)))
            .toList();
    assertThat(stage().fit(LocalSession.data(sparse)).weightsSha256())
        .isEqualTo(stage().fit(rows()).weightsSha256());
  }

  @Test
  void fit_fromWeightsAndFromAModel_beginsWhereTheyAre() {
    MultilayerPerceptronClassificationModel model = stage().fit(rows());
    double end = model.summary().objective();
    for (MultilayerPerceptronClassifier again :
        List.of(stage().setInitialWeights(model.weights()), stage().setInitialModel(model))) {
      double[] history = again.setMaxIter(3).fit(rows()).summary().objectiveHistory();
      assertThat(history[0]).isCloseTo(end, within(1e-12));
      assertThat(history[history.length - 1]).isLessThan(end);
    }
    assertThatThrownBy(() -> stage().setInitialWeights(Vectors.dense(1, 2)).fit(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights must be 39 numbers for layers [5, 4, 3], were 2");
  }

  @Test
  void solver_setOrNot_choosesTheMethod() {
    assertThat(stage().fit(rows()).summary().optimMethod()).startsWith("plain + lbfgs");
    assertThat(stage().setSolver("gd").fit(rows()).summary().optimMethod())
        .startsWith("plain + sgd(")
        .contains("constant(value=0.03)");
    assertThat(stage().plan(100_000).method().toString()).contains("adamw");
    assertThat(stage().setSolver("l-bfgs").plan(100_000).method().toString()).contains("lbfgs");
  }

  @Test
  void solver_gd_makesMaxIterIterations() {
    for (int iterations : new int[] {1, 4}) {
      for (double tol : new double[] {0, 1e-9}) {
        var stage = stage().setSolver("gd").setMaxIter(iterations).setTol(tol);
        assertThat(stage.fit(rows()).summary().steps()).isEqualTo(iterations);
      }
    }
  }

  @Test
  void plan_ofFewRowsWithASettingOfMiniBatches_hasThem() {
    var batches = stage().setBatchSize(32).plan(100);
    assertThat(batches.method().toString()).contains("adamw");
    assertThat(batches.batchSize()).isEqualTo(32);
    assertThat(stage().setLearningRate("0.01").plan(100).method().toString())
        .contains("adamw", "0.01");
    assertThat(stage().setLearningRate("auto").plan(100).method().toString()).contains("lbfgs");
    assertThat(stage().setBatchSize(32).setSolver("l-bfgs").plan(100).batchSize()).isEqualTo(0);
  }

  @Test
  void fit_ofManyRows_hasTheShardsOfItsMiniBatches() {
    var rows = LocalSession.data(LocalSession.rows(PerceptronStage.FEW_ROWS + 1, 3, 1));
    TrainingSummary summary = stage().setMaxIter(1).fit(rows).summary();
    assertThat(summary.optimMethod()).contains("adamw");
    assertThat(summary.numShards()).isEqualTo(2); // 32 rows or more of a mini-batch each
  }

  @Test
  void transform_withThresholdsOfAnotherNumber_isRefused() {
    MultilayerPerceptronClassificationModel model = stage().setMaxIter(1).fit(rows());
    ParamMap two = new ParamMap().put(model.thresholds(), new double[] {0.5, 0.5});
    assertThatThrownBy(() -> model.transform(rows(), two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("thresholds must have one value per class, 3, had 2");
  }

  @Test
  void calibration_withoutColumnsOfTheirOwn_isThatOfTheModel() {
    MultilayerPerceptronClassificationModel model = stage().fit(rows());
    double error = model.summary().calibrationError();
    assertThat(error).isBetween(0.0, 1.0);
    assertThat(model.evaluate(rows()).calibrationError()).isCloseTo(error, within(1e-12));
    var silent = stage().setProbabilityCol("").setPredictionCol("").fit(rows());
    assertThat(silent.summary().calibrationError()).isCloseTo(error, within(1e-12));
  }

  @Test
  void read_withASession_handsItOn(@TempDir Path folder) throws Exception {
    String path = folder.resolve("model").toString();
    stage().setMaxIter(1).fit(rows()).save(path);
    SparkSession other = LocalSession.session().newSession();
    var sessions = new ArrayList<SparkSession>();
    MLReader<MultilayerPerceptronClassificationModel> ours =
        new MLReader<>() {
          @Override
          public MultilayerPerceptronClassificationModel load(String from) {
            sessions.add(sparkSession());
            return null;
          }
        };
    new PerceptronFilesOfMLlib(ours).session(other).load(path);
    assertThat(sessions).containsExactly(other);
  }

  @Test
  void fit_ofOtherSizes_isRefused() {
    assertThatThrownBy(() -> stage().setLayers(new int[] {4, 3}).fit(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layers must begin with 5, the length of vectors in column features, and end with 3,"
                + " the number of classes; was [4, 3]");
    assertThatThrownBy(() -> new MultilayerPerceptronClassifier().fit(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layers must be set");
    assertThatThrownBy(() -> stage().setLayers(new int[] {5, 1}).fit(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layers must end with the number of classes, 2 or more");
  }
}
