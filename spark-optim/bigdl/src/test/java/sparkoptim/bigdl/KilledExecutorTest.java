// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.intel.analytics.bigdl.dllib.optim.Top1Accuracy;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.utils.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.Progress;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;

/** An executor that dies while a network trains over two of them changes no bit of it. */
final class KilledExecutorTest {
  private static final int STEPS = 400;

  @AfterEach
  void stop() {
    SparkSession.builder().getOrCreate().stop();
  }

  private static SparkSession spark(String master) {
    SparkSession session =
        SparkSession.builder()
            .config(Engine.createSparkConf(null))
            .master(master)
            .appName("spark-optim-bigdl-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executorEnv." + NetworkArithmetic.VARIABLE, "COMPATIBLE")
            .config("spark.sparkoptim.peerTimeout", "5s")
            // How often Spark looks again for the slots of a barrier stage: every 15 s by default.
            .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
            .getOrCreate();
    com.intel.analytics.bigdl.dllib.utils.Engine$.MODULE$.setNodeAndCore(2, 1);
    return session;
  }

  private static NetworkTraining.Result trained(SparkSession session) {
    Network<Float> network = SampleNetworks.floats().convolutional();
    SparkOptimizer<Float> optimizer =
        new SparkOptimizer<>(
                network.module(),
                JavaSparkContext.fromSparkContext(session.sparkContext())
                    .parallelize(SparkOptimizerTest.samples(), 2)
                    .rdd(),
                network.criterion(),
                40)
            .setMethod("sgd(0.9) + cosine(0.01)")
            .setNumShards(2)
            .setEngine("ranks")
            .setEndWhen(Trigger.maxIteration(STEPS));
    TensorNumbers<Float> reals = network.reals();
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types
    ValidationMethod<Float>[] methods =
        new ValidationMethod[] {new Top1Accuracy<Float>(reals.tag(), reals.numeric())};
    optimizer.setValidation(
        Trigger.severalIteration(STEPS),
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(SparkOptimizerTest.samples(), 2)
            .rdd(),
        methods,
        50);
    optimizer.optimize();
    return optimizer.result();
  }

  @Test
  void optimize_executorDiesInARound_endsWithTheSameBits() {
    assumeTrue(System.getenv("SPARK_HOME") != null, "no SPARK_HOME: bin/test sets it");
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc, where executors are found");
    NetworkTraining.Result expected = trained(spark("local[1]"));
    stop();

    SparkSession cluster = spark("local-cluster[2,1,1024]");
    AtomicInteger killed = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();
    ProgressListener killer =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {
            if (progress.step() > STEPS / 4 && !progress.ended() && killed.get() == 0) {
              List<ProcessHandle> executors = executors();
              killed.set(executors.size());
              executors.get(0).destroyForcibly();
            }
          }

          @Override
          public void roundFailed(String fit, Exception failure) {
            failures.incrementAndGet();
          }
        };
    ProgressListeners.add(killer);
    NetworkTraining.Result found;
    try {
      found = trained(cluster);
    } finally {
      ProgressListeners.remove(killer);
    }
    assertThat(killed).hasValue(2);
    assertThat(failures.get()).isPositive();
    assertThat(found.engine()).isEqualTo("ranks(2)");
    assertThat(found.weightsSha256()).isEqualTo(expected.weightsSha256());
    assertThat(found.loss()).isEqualTo(expected.loss()).isLessThan(0.1);
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current().descendants().filter(KilledExecutorTest::isExecutor).toList();
  }

  /** Read from Linux, as Java gives no command lines that are as long as theirs. */
  private static boolean isExecutor(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
      return Files.readString(file, StandardCharsets.ISO_8859_1)
          .contains("CoarseGrainedExecutorBackend");
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}
