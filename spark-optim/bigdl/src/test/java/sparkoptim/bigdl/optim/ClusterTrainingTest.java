// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;

/** DistriOptimizer over two executors, each a JVM of its own with half of the weights. */
class ClusterTrainingTest {
  /** BigDL's nodes exchange floats; weights of at most 3 over 8 steps. */
  private static final double ROUNDED = 2e-5;

  @Test
  void stepTuned_onTwoExecutors_isCoresOnTheWhole() throws InterruptedException {
    assumeTrue(System.getenv("SPARK_HOME") != null, "no SPARK_HOME: bin/test sets it");
    assumeTrue(
        "2.12".equals(System.getenv("SPARK_SCALA_VERSION")),
        "no SPARK_SCALA_VERSION=2.12: bin/test sets it");
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[2,1,1024]")
            .setAppName("methods")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.executorEnv.MKL_CBWR", "COMPATIBLE");
    SparkContext spark = new SparkContext(conf);
    try {
      Engine$.MODULE$.setNodeAndCore(2, 1);
      StepTunedSGD<Float> method =
          new StepTunedSGD<Float>().setLearningRate(0.1).setRange(0.01, 100);
      awaitExecutors(spark);
      DistributedDataSet<MiniBatch<Float>> data = Regression.FLOATS.onePerPartition(spark, 2);
      assertThat(executors(data)).doesNotHaveDuplicates();
      DistriOptimizer<Float> optimizer =
          Regression.FLOATS.distributed(Regression.FLOATS.model(), data, method, 8);
      StepTunedSGD.attach(optimizer);
      double[] end = Regression.weights(optimizer.optimize());
      assertThat(end)
          .containsExactly(
              Cores.train("step-tuned(min=0.01, max=100) + constant(0.1)", 2, 4), within(ROUNDED));
    } finally {
      spark.stop();
    }
  }

  /** With one of them a node more would not make a second JVM. */
  private static void awaitExecutors(SparkContext spark) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (spark.statusTracker().getExecutorInfos().length < 3) { // the driver is one
      assertThat(System.nanoTime()).as("two executors within a minute").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  /** Where the partitions are held. */
  private static List<String> executors(DistributedDataSet<?> data) {
    return data.originRDD()
        .toJavaRDD()
        .mapPartitions(rows -> List.of(SparkEnv.get().executorId()).iterator())
        .collect();
  }
}
