// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.nn.LogSoftMax;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SoftMax;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.bigdl.network.BigdlLayers;
import sparkoptim.bigdl.network.NetworkFile;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

class NetworkClassifierTest {
  private static final int SIDE = 8;
  @TempDir private Path folder;

  /** Images of 8 x 8 with a bar: of class 0 a row, of class 1 a column, of class 2 both. */
  private static Dataset<Row> bars(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 3;
      int place = 1 + random.nextInt(SIDE - 2);
      double[] pixels = new double[SIDE * SIDE];
      for (int at = 0; at < pixels.length; at++) {
        boolean row = label != 1 && at / SIDE == place;
        boolean column = label != 0 && at % SIDE == place;
        pixels[at] = (row || column ? 1 : 0) + random.nextDouble(-0.2, 0.2);
      }
      Vector features = i % 2 == 0 ? Vectors.dense(pixels) : Vectors.dense(pixels).toSparse();
      rows.add(RowFactory.create((double) label, features, 1.0));
    }
    return LocalSession.data(rows);
  }

  private static NetworkClassifier small() {
    return new NetworkClassifier()
        .setNetwork("conv(4, 3) batchnorm relu pool(2) dense(3)")
        .setBatchSize(16)
        .setMaxIter(8);
  }

  private static double accuracy(NetworkClassificationModel model, Dataset<Row> data) {
    Dataset<Row> scored = model.transform(data);
    return scored.where("label = prediction").count() / (double) scored.count();
  }

  @Test
  void fit_onADevice_isTheCpusOrRefused() {
    Dataset<Row> data = bars(60, 1);
    NetworkClassifier stage = small().setMaxIter(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.copy(new ParamMap()).setDevice("gpu").fit(data))
        .withMessage(
            "device must be cpu or auto where no GPU can be used, was gpu: networks compute"
                + " on the CPU");
    TrainingSummary auto = stage.copy(new ParamMap()).setDevice("auto").fit(data).summary();
    assertThat(auto.backend()).startsWith("BigDL with");
  }

  @Test
  void fit_imagesOfBars_learnsToTellThem() {
    NetworkClassificationModel model = small().setMaxIter(25).fit(bars(300, 1));
    assertThat(accuracy(model, bars(150, 2))).isGreaterThan(0.95);
    assertThat(model.networkText()).isEqualTo("conv(4, 3) batchnorm relu pool(2) dense(3)");
    assertThat(model.numParameters()).isEqualTo(4 * 9 + 2 * 4 + (4 * 9 + 1) * 3);
    assertThat(model.numClasses()).isEqualTo(3);
    assertThat(model.numFeatures()).isEqualTo(64);
    TrainingSummary summary = model.summary();
    assertThat(summary.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(summary.rows()).isEqualTo(300);
    assertThat(summary.passes()).isCloseTo(25, within(0.2));
    assertThat(summary.objective()).isLessThan(0.3);
    assertThat(summary.optimMethod()).startsWith("plain + adamw(").contains("one-cycle(");
  }

  @Test
  void fit_anyOrderAndPartitions_givesTheSameBits() {
    Dataset<Row> data = bars(120, 1);
    NetworkClassifier stage = small().setMaxIter(2);
    String expected = stage.fit(data).weightsSha256();
    assertThat(stage.fit(data.repartition(5).orderBy("label")).weightsSha256()).isEqualTo(expected);
    assertThat(stage.copy(new ParamMap()).setSeed(2).fit(data))
        .extracting(NetworkClassificationModel::weightsSha256)
        .isNotEqualTo(expected);
  }

  @Test
  void fit_anyEngine_givesTheSameBits() {
    Dataset<Row> data = bars(120, 1);
    NetworkClassifier stage = small().setMaxIter(2).setNumShards(2);
    String expected = stage.setEngine("ranks").fit(data).weightsSha256();
    assertThat(stage.setEngine("job").fit(data).weightsSha256()).isEqualTo(expected);
  }

  @Test
  void fit_resumedAfterItsTimeRanOut_givesTheSameBits() {
    Dataset<Row> data = bars(90, 1);
    NetworkClassifier stage = small().setMaxIter(2);
    String expected = stage.fit(data).weightsSha256();
    NetworkClassifier stopping =
        stage.copy(new ParamMap()).setCheckpointDir(folder.toString()).setMaxSeconds(1e-9);
    NetworkClassificationModel model = stopping.fit(data);
    int fits = 1;
    for (; model.summary().stopReason().equals("time-limit"); fits++) {
      model = stopping.setResume("require").fit(data);
    }
    assertThat(fits).isGreaterThan(2);
    assertThat(model.weightsSha256()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(momentum=0.9) + cosine(0.05)",
        "adam + constant(0.01)",
        "sgd",
        "step-tuned",
        "svrg + sgd + constant(0.05)",
        "schedule-free-adamw + constant(0.02) + ema(0.5)",
      })
  void fit_anyMethod_lowersTheLoss(String method) {
    NetworkClassificationModel model =
        small().setOptimMethod(method).setMaxIter(6).fit(bars(120, 1));
    assertThat(model.summary().objective()).isLessThan(0.9 * Math.log(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local|optimMethod: local steps are for linear models, was local",
        "saga|saga",
      })
  void fit_methodForLinearModels_isRefused(String method, String message) {
    NetworkClassifier stage = small().setOptimMethod(method);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining(message);
  }

  @Test
  void fit_learningRateBesideStepSize_isRefused() {
    NetworkClassifier stage = small().setOptimMethod("sgd + cosine(0.1)").setLearningRate(0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining("learningRate must be auto where optimMethod names a step size");
  }

  @Test
  void fit_otherOutputsThanClasses_saysBoth() {
    NetworkClassifier stage = small().setNetwork("dense(8) relu dense(4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessage("network: must end in 3 outputs, as column label has 3 classes, ended in [4]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,8,7|inputShape must have a product of 64, the length of vectors in column features, was [1, 8, 7]",
        "1,2,32|layer 1, conv(4, 3): its window of 3 must fit into its input, was [1, 2, 32]",
      })
  void fit_inputShapeThatDoesNotFit_isNamed(String sizes, String message) {
    int[] shape = Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    NetworkClassifier stage = small().setInputShape(shape);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining(message);
  }

  @Test
  void fit_imagesThatAreNoSquare_asksForTheirShape() {
    List<Row> rows = LocalSession.rows(30, 2, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().fit(LocalSession.data(rows)))
        .withMessageContaining("inputShape must be set to [channels, height, width]")
        .withMessageContaining("5 features are no square");
  }

  @Test
  void set_networkThatCannotBeRead_isRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().setNetwork("lenet6"))
        .withMessageContaining("did you mean lenet5?");
  }

  @Test
  void transform_columnsAndOrder_areSparksOwn() {
    Dataset<Row> data = bars(100, 3);
    NetworkClassificationModel model = small().setMaxIter(1).fit(data);
    Dataset<Row> scored = model.transform(data);
    StructType mllib =
        new org.apache.spark.ml.classification.LogisticRegression()
            .setMaxIter(1)
            .fit(data)
            .transform(data)
            .schema();
    assertThat(scored.schema()).isEqualTo(mllib);
    assertThat(scored.select("label", "features", "weight").collectAsList())
        .isEqualTo(data.collectAsList());
    for (Row row : scored.collectAsList()) {
      Vector raw = row.getAs("rawPrediction");
      Vector probability = row.getAs("probability");
      assertThat(Arrays.stream(probability.toArray()).sum()).isCloseTo(1, within(1e-12));
      assertThat(probability).isEqualTo(model.raw2probability(raw));
      assertThat((double) row.getAs("prediction")).isEqualTo(raw.argmax());
      // A batch of one may add in another order.
      assertThat(model.predictRaw(row.getAs("features")).toArray())
          .containsExactly(raw.toArray(), within(1e-5));
    }
  }

  @Test
  void transform_withoutSomeColumns_leavesThemOut() {
    Dataset<Row> data = bars(40, 3);
    NetworkClassificationModel model = small().setMaxIter(1).fit(data);
    model.setRawPredictionCol("").setProbabilityCol("");
    assertThat(model.transform(data).columns())
        .containsExactly("label", "features", "weight", "prediction");
    model.setPredictionCol("").setProbabilityCol("p");
    assertThat(model.transform(data).columns()).containsExactly("label", "features", "weight", "p");
  }

  @Test
  void transform_thresholds_moveThePrediction() {
    Dataset<Row> data = bars(40, 3);
    NetworkClassificationModel model = small().setMaxIter(1).fit(data);
    model.setThresholds(new double[] {1, 1, 1e-9});
    assertThat(model.transform(data).where("prediction = 2").count()).isEqualTo(40);
  }

  @Test
  void transform_anyPartitions_givesARowTheSameScores() {
    Dataset<Row> data = bars(70, 3);
    NetworkClassificationModel model = small().setMaxIter(1).fit(data);
    List<String> one = scores(model.transform(data.coalesce(1)));
    assertThat(scores(model.transform(data.repartition(7)))).isEqualTo(one);
  }

  private static List<String> scores(Dataset<Row> scored) {
    return scored.collectAsList().stream()
        .map(row -> row.getAs("features") + " " + row.getAs("rawPrediction"))
        .sorted()
        .toList();
  }

  @Test
  void predict_manyThreads_agree() {
    Dataset<Row> data = bars(60, 3);
    NetworkClassificationModel model = small().setMaxIter(1).fit(data);
    List<Vector> features =
        data.select("features").collectAsList().stream().map(row -> row.<Vector>getAs(0)).toList();
    List<Vector> alone = features.stream().map(model::predictRaw).toList();
    List<Vector> together =
        IntStream.range(0, 600)
            .parallel()
            .mapToObj(i -> model.predictRaw(features.get(i % 60)))
            .toList();
    for (int i = 0; i < together.size(); i++) {
      assertThat(together.get(i)).isEqualTo(alone.get(i % 60));
    }
  }

  @Test
  void predict_vectorOfOtherLength_namesColumnAndLength() {
    NetworkClassificationModel model = small().setMaxIter(1).fit(bars(40, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predictRaw(Vectors.dense(1, 2)))
        .withMessage("column features: the model has 64 features, was a vector of length 2");
  }

  private static final ClassTag<Float> TAG = tag();
  private static final TensorNumeric<Float> NUMERIC = numeric();

  @SuppressWarnings("unchecked")
  private static ClassTag<Float> tag() {
    return (ClassTag<Float>) (ClassTag<?>) ClassTag$.MODULE$.Float();
  }

  @SuppressWarnings("unchecked")
  private static TensorNumeric<Float> numeric() {
    TensorNumeric<?> object = TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;
    return (TensorNumeric<Float>) object;
  }

  @SuppressWarnings("unchecked")
  private static AbstractModule<Activity, Activity, Float> generic(
      AbstractModule<?, ?, Float> module) {
    return (AbstractModule<Activity, Activity, Float>) module;
  }

  private static Sequential<Float> flat() {
    return BigdlLayers.of(
        NetworkText.parse("dense(6) batchnorm relu dense(3)", 3), Shape.of(64), 4);
  }

  private NetworkClassifier ofFile(String name, AbstractModule<?, ?, Float> module)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, NetworkFile.bytes(generic(module)));
    return small().setNetwork(file.toString());
  }

  /** A log softmax before the softmax changes nothing, and most BigDL networks end in one. */
  @Test
  void fit_fileOfBigDl_trainsItFromItsWeights() throws IOException {
    Dataset<Row> data = bars(120, 1);
    Sequential<Float> network = flat();
    NetworkClassificationModel plain = ofFile("plain.bigdl", network).setMaxIter(40).fit(data);
    network.add(generic(new LogSoftMax<>(TAG, NUMERIC)));
    NetworkClassificationModel log = ofFile("log.bigdl", network).setMaxIter(40).fit(data);
    assertThat(log.summary().objective()).isCloseTo(plain.summary().objective(), within(1e-3));
    assertThat(accuracy(log, data)).isGreaterThan(0.9);
    assertThat(log.networkText()).endsWith("log.bigdl");
    String path = folder.resolve("model").toString();
    save(log, path);
    assertThat(NetworkClassificationModel.load(path).weightsSha256())
        .isEqualTo(log.weightsSha256());
  }

  private static void save(NetworkClassificationModel model, String path) throws IOException {
    model.write().overwrite().save(path);
  }

  @Test
  void fit_fileThatEndsInProbabilities_isRefused() throws IOException {
    Sequential<Float> network = flat();
    network.add(generic(new SoftMax<>(TAG, NUMERIC)));
    NetworkClassifier stage = ofFile("soft.bigdl", network);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining("must end in scores, of which the loss takes the softmax");
  }

  @Test
  void fit_fileForOtherRows_namesTheShape() throws IOException {
    NetworkClassifier stage =
        ofFile("wide.bigdl", BigdlLayers.of(NetworkText.parse("dense(3)", 3), Shape.of(65), 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining("must take rows of shape [64] (inputShape), and fails");
  }

  @Test
  void fit_javaSnapshot_needsPermission() throws IOException {
    Path file = folder.resolve("old.model");
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
      out.writeObject(flat());
    }
    NetworkClassifier stage = small().setMaxIter(1).setNetwork(file.toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(bars(30, 1)))
        .withMessageContaining("allowJavaSerialization");
    assertThat(stage.setAllowJavaSerialization(true).fit(bars(30, 1)).numClasses()).isEqualTo(3);
  }
}
