package sparkoptim.examples;

import com.intel.analytics.bigdl.dllib.feature.dataset.DataSet$;
import com.intel.analytics.bigdl.dllib.feature.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch$;
import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.LogSoftMax;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.Tanh;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.LocalOptimizer;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import com.intel.analytics.bigdl.dllib.utils.RandomGenerator$;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.bigdl.SparkOptimizer;
import sparkoptim.bigdl.optim.AdamW;

/**
 * A perceptron that tells points above a parabola from those below, trained by BigDL's own
 * LocalOptimizer, or with the argument {@code ours} by our engine. One line is for our method, one
 * for our engine.
 */
public final class OneLineInJava {
  private static final int BATCHES = 16;
  private static final int BATCH = 32;

  private OneLineInJava() {}

  /** Trains, and prints the share of new points that are told right. */
  public static void main(String[] args) {
    SparkSession spark = // for our engine
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    Engine$.MODULE$.setNodeAndCore(1, 1);
    RandomGenerator$.MODULE$.RNG().setSeed(1);
    LocalDataSet<MiniBatch<Float>> data = data();
    AbstractModule<Activity, Activity, Float> model = model();
    Optimizer<Float, MiniBatch<Float>> optimizer =
        List.of(args).contains("ours")
            ? new SparkOptimizer<>(model, data, criterion())
            : new LocalOptimizer<>(model, data, criterion(), tag(), numeric());

    // optimizer.setOptimMethod(new SGD<>(0.05, 0, 0, 0, 0, false, new SGD.Default(), null, null,
    // tag(), numeric()));
    optimizer.setOptimMethod(new AdamW<Float>().setLearningRate(0.05));

    optimizer.setEndWhen(Trigger.maxEpoch(20));
    optimizer.optimize();
    System.out.printf("accuracy %.3f%n", accuracy(model));
    spark.stop();
  }

  private static LocalDataSet<MiniBatch<Float>> data() {
    Object batches = new MiniBatch<?>[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
      ((Object[]) batches)[b] = batch(b);
    }
    return DataSet$.MODULE$.array(batches);
  }

  private static MiniBatch<Float> batch(int seed) {
    Random random = new Random(seed);
    float[] points = new float[2 * BATCH];
    float[] labels = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      float x = random.nextFloat() * 2 - 1;
      float y = random.nextFloat() * 2 - 1;
      points[2 * i] = x;
      points[2 * i + 1] = y;
      labels[i] = y > x * x - 0.5f ? 1 : 2; // BigDL's labels start at 1
    }
    return MiniBatch$.MODULE$.apply(tensor(points, BATCH, 2), tensor(labels, BATCH), tag());
  }

  private static double accuracy(AbstractModule<Activity, Activity, Float> model) {
    MiniBatch<Float> batch = batch(12345);
    model.evaluate();
    float[] scores = (float[]) ((Tensor<?>) model.forward(batch.getInput())).storage().array();
    float[] labels = (float[]) ((Tensor<?>) batch.getTarget()).storage().array();
    int right = 0;
    for (int i = 0; i < BATCH; i++) {
      right += (scores[2 * i] > scores[2 * i + 1] ? 1 : 2) == labels[i] ? 1 : 0;
    }
    return (double) right / BATCH;
  }

  private static AbstractModule<Activity, Activity, Float> model() {
    Sequential<Float> model = new Sequential<>(tag(), numeric());
    model.add(linear(2, 16));
    model.add(layer(new Tanh<>(tag(), numeric())));
    model.add(linear(16, 2));
    model.add(layer(new LogSoftMax<>(tag(), numeric())));
    return layer(model);
  }

  private static AbstractModule<Activity, Activity, Float> linear(int in, int out) {
    return layer(new Linear<>(in, out, true, null, null, null, null, null, null, tag(), numeric()));
  }

  private static Tensor<Float> tensor(float[] values, int... shape) {
    return Tensor$.MODULE$.apply((Object) values, shape, tag(), numeric());
  }

  // What Scala does by itself: the types of layers, and of its primitives.

  @SuppressWarnings("unchecked")
  private static AbstractModule<Activity, Activity, Float> layer(AbstractModule<?, ?, Float> any) {
    return (AbstractModule<Activity, Activity, Float>) any;
  }

  @SuppressWarnings("unchecked")
  private static AbstractCriterion<Activity, Activity, Float> criterion() {
    AbstractCriterion<?, ?, Float> loss =
        new ClassNLLCriterion<>(null, true, true, -1, tag(), numeric());
    return (AbstractCriterion<Activity, Activity, Float>) loss;
  }

  @SuppressWarnings("unchecked")
  private static ClassTag<Float> tag() {
    return (ClassTag<Float>) (ClassTag<?>) ClassTag$.MODULE$.Float();
  }

  @SuppressWarnings("unchecked")
  private static TensorNumeric<Float> numeric() {
    return (TensorNumeric<Float>)
        (TensorNumeric<?>) TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$;
  }
}
