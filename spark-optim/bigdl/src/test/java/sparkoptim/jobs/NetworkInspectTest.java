// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.ml.NetworkClassificationModel;
import sparkoptim.ml.NetworkClassifier;

/** The inspect job on a network, whose module it must not need. */
class NetworkInspectTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("features", SQLDataTypes.VectorType(), false);
  @TempDir private Path folder;

  @Test
  void run_onASavedNetwork_showsLayersShapeAndParameters() throws Exception {
    SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    var rows =
        List.of(
            RowFactory.create(0.0, Vectors.dense(1, 2, 3, 4)),
            RowFactory.create(1.0, Vectors.dense(4, 3, 2, 1)));
    NetworkClassificationModel model =
        new NetworkClassifier()
            .setNetwork("conv(2, 2) relu dense(2)")
            .setMaxIter(1)
            .fit(spark.createDataFrame(rows, SCHEMA));
    String path = folder.resolve("model").toString();
    model.save(path);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new InspectJob(path, true, new PrintStream(bytes)).run();
    JsonNode report = new ObjectMapper().readTree(bytes.toByteArray());
    assertThat(report.path("layers").asText()).isEqualTo("conv(2, 2) relu dense(2)");
    assertThat(report.path("inputShape").asText()).isEqualTo("[1, 2, 2]");
    assertThat(report.path("features").asInt()).isEqualTo(4);
    assertThat(report.path("classes").asInt()).isEqualTo(2);
    assertThat(report.path("parameters").asInt()).isEqualTo(2 * 4 + 2 + 2 * 2 + 2);
    assertThat(report.path("weightsSha256").asText()).isEqualTo(model.weightsSha256());
  }
}
