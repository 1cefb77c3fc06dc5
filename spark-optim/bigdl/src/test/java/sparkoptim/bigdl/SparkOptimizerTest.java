package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample$;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.Top1Accuracy;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.visualization.TrainSummary;
import com.intel.analytics.bigdl.dllib.visualization.ValidationSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;
import sparkoptim.engine.TrainingState;

final class SparkOptimizerTest {
  private static final int ROWS = 150;
  private static final int BATCH = 40;
  private static final int CLASSES = 3;

  @TempDir private Path folder;

  /** Pictures of 8 x 8 with a bright third, by class; labels from 1. */
  private static List<Sample<Float>> samples() {
    Reals<Float> reals = SampleNetworks.floats().convolutional().reals();
    SplittableRandom random = new SplittableRandom(3);
    List<Sample<Float>> samples = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int label = random.nextInt(CLASSES);
      float[] picture = new float[64];
      for (int j = 0; j < picture.length; j++) {
        picture[j] = (float) (random.nextDouble(-1, 1) + (j / 22 == label ? 1 : 0));
      }
      samples.add(
          Sample$.MODULE$.apply(
              reals.tensor(picture, 1, 8, 8), label + 1f, reals.tag(), reals.numeric()));
    }
    return samples;
  }

  private static RDD<Sample<Float>> samples(int partitions) {
    return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(samples(), partitions)
        .rdd();
  }

  private static SparkOptimizer<Float> optimizer(Network<Float> network, int partitions) {
    return new SparkOptimizer<>(
            network.module(), samples(partitions), network.criterion(), BATCH)
        .setMethod("adamw + cosine(0.02) + ema(0.9)")
        .setEndWhen(Trigger.maxEpoch(5));
  }

  private static NetworkTraining.Result trained(SparkOptimizer<Float> optimizer) {
    optimizer.optimize();
    return optimizer.result();
  }

  @Test
  void optimize_anyEnginePartitionsAndRanks_trainsTheSameBits() {
    NetworkTraining.Result one =
        trained(optimizer(SampleNetworks.floats().convolutional(), 1).setNumShards(2));
    for (String engine : List.of("ranks", "job")) {
      Network<Float> network = SampleNetworks.floats().convolutional();
      NetworkTraining.Result other =
          trained(optimizer(network, 3).setNumShards(2).setEngine(engine));
      assertThat(other.engine()).startsWith(engine);
      assertThat(other.weightsSha256()).isEqualTo(one.weightsSha256());
      assertThat(other.loss()).isEqualTo(one.loss()).isLessThan(0.5);
      assertThat(other.steps()).isEqualTo(5 * 4);
      float[] weights = new float[network.dimension()];
      double[] point = network.point();
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) point[i];
        assertThat(weights[i]).isEqualTo((float) point[i]);
      }
    }
  }

  @Test
  void optimize_mapsTheServedPointIntoTheModule() {
    Network<Float> network = SampleNetworks.floats().convolutional();
    double[] before = network.point();
    SparkOptimizer<Float> optimizer = optimizer(network, 2);
    AbstractModule<Activity, Activity, Float> module = optimizer.optimize();
    assertThat(module).isSameAs(network.module());
    double[] after = network.point();
    assertThat(after).isNotEqualTo(before);
    // The digest is of the doubles that were rounded to these floats.
    assertThat(WeightsDigest.sha256(after)).isNotEqualTo(optimizer.result().weightsSha256());
    Network<Float> again = SampleNetworks.floats().convolutional();
    optimizer(again, 2).optimize();
    assertThat(again.point()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step-tuned + power(0.3, 0.501)",
        "alpha-svrg(0.5) + sgd(0.9) + cosine(0.05)",
        "spa + constant(0.3) + two-point(10)",
        "clip(plain, norm=1) + schedule-free-sgd + constant(0.5)"
      })
  void optimize_anyMethod_lowersTheLoss(String method) {
    Network<Float> network = SampleNetworks.floats().convolutional();
    NetworkTraining.Result result =
        trained(optimizer(network, 2).setMethod(method).setEndWhen(Trigger.maxEpoch(6)));
    assertThat(result.loss()).isLessThan(0.8); // log 3 = 1.1 at the start
  }
}
