// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.network.text.Shape;
import sparkoptim.ml.NetworkClassifier;

/** A scripted module over two executors, each a JVM of its own, and on this one. */
class TorchClusterTest {
  @TempDir private Path folder;

  @Test
  void fit_onTwoExecutors_hasTheBitsOfOne() throws IOException {
    Batches.assumeLibrary();
    assumeTrue(System.getenv("SPARK_HOME") != null, "no SPARK_HOME: bin/test sets it");
    assumeTrue(
        "2.12".equals(System.getenv("SPARK_SCALA_VERSION")),
        "no SPARK_SCALA_VERSION=2.12: bin/test sets it");
    Path file = folder.resolve("model.pt");
    String text = "conv(6, 3) batchnorm relu dropout(0.2) residual(8, 2) avgpool dense(3)";
    Files.write(file, Batches.network(text, Shape.of(1, 8, 8)).file());
    Bars.local().stop(); // of another test, maybe
    SparkSession cluster =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("torch")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .getOrCreate();
    String[] methods = {
      "alpha-svrg + sgd + constant(0.05)", "step-tuned + constant(0.05)", "adamw + taso"
    };
    String[] bits = new String[methods.length];
    try {
      for (int i = 0; i < methods.length; i++) {
        bits[i] = fit(cluster, file, methods[i]);
      }
    } finally {
      cluster.stop();
    }
    SparkSession one = Bars.local();
    for (int i = 0; i < methods.length; i++) {
      assertThat(fit(one, file, methods[i])).as(methods[i]).isEqualTo(bits[i]);
    }
  }

  private static String fit(SparkSession spark, Path file, String method) {
    return new NetworkClassifier()
        .setNetwork(file.toString())
        .setInputShape(1, 8, 8)
        .setOptimMethod(method)
        .setEngine("ranks")
        .setNumShards(2)
        .setMaxIter(2)
        .fit(Bars.of(spark, 200))
        .weightsSha256();
  }
}
