// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.ActivityRegularization;
import com.intel.analytics.bigdl.dllib.nn.BatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.Dropout;
import com.intel.analytics.bigdl.dllib.nn.L1Penalty;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.LogSoftMax;
import com.intel.analytics.bigdl.dllib.nn.MSECriterion;
import com.intel.analytics.bigdl.dllib.nn.ReLU;
import com.intel.analytics.bigdl.dllib.nn.Reshape;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.SpatialBatchNormalization;
import com.intel.analytics.bigdl.dllib.nn.SpatialConvolution;
import com.intel.analytics.bigdl.dllib.nn.SpatialMaxPooling;
import com.intel.analytics.bigdl.dllib.nn.Tanh;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.dllib.optim.L1L2Regularizer;
import com.intel.analytics.bigdl.dllib.optim.Regularizer;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericDouble$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.dllib.utils.RandomGenerator$;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;

/** Networks and rows for tests, in floats or doubles. Layers are added as BigDL's users do. */
final class SampleNetworks<T> {
  private final ClassTag<T> tag;
  private final TensorNumeric<T> numeric;

  private SampleNetworks(ClassTag<?> tag, TensorNumeric<?> numeric) {
    this.tag = cast(tag);
    this.numeric = cast(numeric);
  }

  static SampleNetworks<Float> floats() {
    return new SampleNetworks<>(
        ClassTag$.MODULE$.Float(), TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);
  }

  static SampleNetworks<Double> doubles() {
    return new SampleNetworks<>(
        ClassTag$.MODULE$.Double(), TensorNumericMath$TensorNumeric$NumericDouble$.MODULE$);
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // Scala's types of layers have more parameters than Java's need
  private static <A> A cast(Object value) {
    return (A) value;
  }

  AbstractModule<Activity, Activity, T> sequential(Object... layers) {
    Sequential<T> all = new Sequential<>(tag, numeric);
    for (Object layer : layers) {
      AbstractModule<? extends Activity, ? extends Activity, T> module = cast(layer);
      all.add(module);
    }
    return cast(all);
  }

  Object linear(int inputs, int outputs) {
    return new Linear<>(inputs, outputs, true, null, null, null, null, null, null, tag, numeric);
  }

  /** With a penalty of its own on weights and another on biases. */
  Object linear(int inputs, int outputs, Regularizer<T> ofWeights, Regularizer<T> ofBiases) {
    return new Linear<>(
        inputs, outputs, true, ofWeights, ofBiases, null, null, null, null, tag, numeric);
  }

  Regularizer<T> penalty(double l1, double l2) {
    return new L1L2Regularizer<>(l1, l2, tag, numeric);
  }

  /** Passes activities on, and adds an L1 penalty on them to gradients. */
  Object l1Penalty(int weight, boolean mean) {
    return new L1Penalty<>(weight, mean, true, tag, numeric);
  }

  /** The same with both kinds of penalties, summed. */
  Object activityPenalty(double l1, double l2) {
    return new ActivityRegularization<>(l1, l2, tag, numeric);
  }

  Object convolution(int inputs, int outputs, int side) {
    return new SpatialConvolution<>(
        inputs,
        outputs,
        side,
        side,
        1,
        1,
        0,
        0,
        1,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        DataFormat.NCHW$.MODULE$,
        tag,
        numeric);
  }

  Object pooling(int side) {
    return new SpatialMaxPooling<>(
        side, side, side, side, 0, 0, DataFormat.NCHW$.MODULE$, tag, numeric);
  }

  Object reshape(int... sizes) {
    return new Reshape<>(sizes, Option.empty(), tag, numeric);
  }

  Object tanh() {
    return new Tanh<>(tag, numeric);
  }

  Object relu() {
    return new ReLU<>(false, tag, numeric);
  }

  Object logSoftMax() {
    return new LogSoftMax<>(tag, numeric);
  }

  Object dropout(double share) {
    return new Dropout<>(share, false, true, tag, numeric);
  }

  Object batchNorm(int width) {
    return new BatchNormalization<>(width, 1e-5, 0.1, true, null, null, null, null, tag, numeric);
  }

  Object imageNorm(int channels) {
    return new SpatialBatchNormalization<>(
        channels, 1e-5, 0.1, true, null, null, null, null, DataFormat.NCHW$.MODULE$, tag, numeric);
  }

  AbstractCriterion<Activity, Activity, T> likelihood() {
    return cast(new ClassNLLCriterion<T>(null, true, true, -1, tag, numeric));
  }

  AbstractCriterion<Activity, Activity, T> summedLikelihood() {
    return cast(new ClassNLLCriterion<T>(null, false, true, -1, tag, numeric));
  }

  AbstractCriterion<Activity, Activity, T> squares() {
    return cast(new MSECriterion<T>(tag, numeric));
  }

  Network<T> classifier(int[] inputShape, AbstractModule<Activity, Activity, T> module) {
    return new Network<>(module, likelihood(), inputShape, new int[] {1});
  }

  /** Two dense layers with ReLU between them, softmax above. */
  Network<T> perceptron(int inputs, int hidden, int classes) {
    return seeded(
        () ->
            classifier(
                new int[] {inputs},
                sequential(linear(inputs, hidden), relu(), linear(hidden, classes), logSoftMax())));
  }

  /** A convolution, a pooling and a dense layer on pictures of 8 x 8. */
  Network<T> convolutional() {
    return seeded(
        () ->
            classifier(
                new int[] {1, 8, 8},
                sequential(
                    convolution(1, 3, 3),
                    tanh(),
                    pooling(2),
                    reshape(27),
                    linear(27, 3),
                    logSoftMax())));
  }

  /** Initial parameters are drawn by the thread's generator. */
  static <A> A seeded(java.util.function.Supplier<A> made) {
    RandomGenerator$.MODULE$.RNG().setSeed(7);
    return made.get();
  }

  /** Shards of random rows, labels 1 to classes: row r goes to shard r mod S. */
  static List<List<Block>> shards(int rows, int width, int classes, int shards, boolean sparse) {
    List<List<Block>> dealt = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      dealt.add(List.of(block(rows, width, classes, shard, shards, sparse)));
    }
    return dealt;
  }

  private static Block block(
      int rows, int width, int classes, int shard, int shards, boolean sparse) {
    int count = (rows - shard + shards - 1) / shards;
    double[] labels = new double[count];
    double[] values = new double[count * width];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(31L * (i * shards + shard) + 5);
      labels[i] = 1 + random.nextInt(classes);
      for (int j = 0; j < width; j++) {
        values[i * width + j] = random.nextInt(3) == 0 ? 0 : random.nextDouble(-1, 1);
      }
    }
    return sparse
        ? sparse(shard, width, labels, values)
        : new Block(shard, 0, width, labels, null, null, null, values);
  }

  private static Block sparse(int shard, int width, double[] labels, double[] values) {
    int[] offsets = new int[labels.length + 1];
    List<Integer> columns = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < width; j++) {
        if (values[i * width + j] != 0) {
          columns.add(j);
          kept.add(values[i * width + j]);
        }
      }
      offsets[i + 1] = kept.size();
    }
    return new Block(
        shard,
        0,
        width,
        labels,
        null,
        offsets,
        columns.stream().mapToInt(Integer::intValue).toArray(),
        kept.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** A problem over shards whose criterion means over rows. */
  static <T> NetworkProblem<T> problem(Network<T> network, List<List<Block>> shards, int micro) {
    long rows = shards.stream().mapToLong(blocks -> blocks.get(0).rows()).sum();
    CriterionForm form = CriterionForm.of(network, RowSample.of(shards.get(0))).withoutIgnored();
    return new NetworkProblem<>(
        network, form, new NetworkTerms(rows, rows, shards.size(), micro, 0, 0, false, 3));
  }

  static <T> ShardedObjective objective(
      NetworkProblem<T> problem, List<List<Block>> shards, long batchSize) {
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      functions.add(problem.shard(shard, shards.get(shard), true));
    }
    return new ShardedObjective(
        problem, new LocalCollective(functions, problem.dimension()), batchSize);
  }
}
