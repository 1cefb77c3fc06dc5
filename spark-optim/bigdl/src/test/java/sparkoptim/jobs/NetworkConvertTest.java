// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.ml.LogisticRegression;
import sparkoptim.ml.NetworkClassificationModel;
import sparkoptim.ml.NetworkClassifier;

/** The convert command, from BigDL's layers to those that need no jar. */
class NetworkConvertTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Other classes of this JVM start contexts of their own. */
  @AfterEach
  void stop() {
    session().stop();
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }

  private static Dataset<Row> rows() {
    return session()
        .createDataFrame(
            List.of(
                RowFactory.create(0.0, Vectors.dense(1, 2, 3, 4)),
                RowFactory.create(1.0, Vectors.dense(4, 3, 2, 1)),
                RowFactory.create(1.0, Vectors.dense(3, 3, 2, 0))),
            SCHEMA);
  }

  private String saved(PipelineStage stage) throws Exception {
    String path = folder.resolve("from").toString();
    new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows()).save(path);
    return path;
  }

  private int convert(String... arguments) {
    var out = new PrintStream(new ByteArrayOutputStream(), false, UTF_8);
    return Main.run(arguments, out, new PrintStream(err, true, UTF_8));
  }

  private static NetworkClassifier network(String text) {
    return new NetworkClassifier().setNetwork(text).setBackend("bigdl").setMaxIter(2);
  }

  @Test
  void convert_textOfBigdl_hasTheSameScoresWithoutIt() throws Exception {
    String from = saved(network("dense(5) tanh dense(4) relu dense(2)").setRawPredictionCol("raw"));
    String to = folder.resolve("to").toString();
    assertThat(convert("convert", from, to, "--backend", "core")).as(err.toString(UTF_8)).isZero();
    NetworkClassificationModel model =
        (NetworkClassificationModel) PipelineModel.load(to).stages()[0];
    List<Row> expected = PipelineModel.load(from).transform(rows()).collectAsList();
    List<Row> found = PipelineModel.load(to).transform(rows()).collectAsList();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).<Vector>getAs("raw").toArray())
          .containsExactly(expected.get(i).<Vector>getAs("raw").toArray(), within(1e-5));
    }
    try (var files = Files.walk(Path.of(to))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("network.bin")
          .doesNotContain("network.bigdl");
    }
    assertThat(model.getRawPredictionCol()).isEqualTo("raw");
  }

  @Test
  void convert_whatCannotBe_saysWhyInOneLine() throws Exception {
    String to = folder.resolve("to").toString();
    String other = saved(network("batchnorm dense(2)"));
    assertThat(convert("convert", other, to, "--backend", "core")).isNotZero();
    assertThat(err.toString(UTF_8))
        .contains("backend core has dense layers")
        .doesNotContain("\tat ");
    String linear = folder.resolve("linear").toString();
    new LogisticRegression().fit(rows()).save(linear);
    assertThat(convert("convert", linear, to, "--backend", "core")).isNotZero();
    assertThat(err.toString(UTF_8)).contains("must be a model with a network, and has none");
    assertThat(Path.of(to)).doesNotExist();
  }
}
