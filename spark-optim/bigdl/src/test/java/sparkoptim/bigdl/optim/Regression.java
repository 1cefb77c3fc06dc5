package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.DataSet$;
import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch$;
import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.MSECriterion;
import com.intel.analytics.bigdl.dllib.nn.Sequential;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.optim.LocalOptimizer;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import java.util.Random;
import org.apache.spark.SparkContext;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A linear model of a few generated rows in BigDL, in doubles, without any random number. */
final class Regression {
  static final int FEATURES = 6;
  static final int WEIGHTS = FEATURES + 1;
  private static final int ROWS = 8;

  private Regression() {}

  /** One mini-batch of 8 rows. */
  static MiniBatch<Double> batch(int seed) {
    Random random = new Random(seed);
    double[] rows = random.doubles(ROWS * FEATURES, -1, 1).toArray();
    double[] targets = new double[ROWS];
    for (int r = 0; r < ROWS; r++) {
      targets[r] = 0.3 + 0.1 * random.nextGaussian();
      for (int j = 0; j < FEATURES; j++) {
        targets[r] += (j - 2) * rows[r * FEATURES + j];
      }
    }
    return MiniBatch$.MODULE$.apply(
        Doubles.tensor(rows, ROWS, FEATURES), Doubles.tensor(targets, ROWS, 1), Doubles.TAG);
  }

  /** Mini-batches in a fixed order, without shuffling. */
  static LocalDataSet<MiniBatch<Double>> inOrder(int batches) {
    return new LocalDataSet<>() {
      @Override
      public Iterator<MiniBatch<Double>> data(boolean train) {
        return new AbstractIterator<>() {
          private int at;

          @Override
          public boolean hasNext() {
            return train || at < batches;
          }

          @Override
          public MiniBatch<Double> next() {
            return batch(at++ % batches);
          }
        };
      }

      @Override
      public void shuffle() {}

      @Override
      public long size() {
        return batches;
      }
    };
  }

  /** A data set of one mini-batch a partition, so that no random order matters. */
  static DistributedDataSet<MiniBatch<Double>> onePerPartition(SparkContext spark, int partitions) {
    Object array = new MiniBatch<?>[partitions];
    for (int p = 0; p < partitions; p++) {
      ((Object[]) array)[p] = batch(p);
    }
    ClassTag<MiniBatch<Double>> tag = ClassTag$.MODULE$.apply(MiniBatch.class);
    return DataSet$.MODULE$.array(array, spark, tag);
  }

  /** The model, at a fixed start. */
  @SuppressWarnings("unchecked")
  static AbstractModule<Activity, Activity, Double> model() {
    Linear<Double> linear =
        new Linear<>(
            FEATURES, 1, true, null, null, null, null, null, null, Doubles.TAG, Doubles.NUMERIC);
    Sequential<Double> model = new Sequential<>(Doubles.TAG, Doubles.NUMERIC);
    model.add((AbstractModule<Activity, Activity, Double>) (AbstractModule<?, ?, Double>) linear);
    Slice.write(start(), model.getParameters()._1());
    return (AbstractModule<Activity, Activity, Double>) (AbstractModule<?, ?, Double>) model;
  }

  static double[] start() {
    double[] start = new double[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
      start[i] = 0.05 * (i + 1);
    }
    return start;
  }

  static double[] weights(AbstractModule<Activity, Activity, Double> model) {
    return Slice.read(model.getParameters()._1());
  }

  @SuppressWarnings("unchecked")
  static AbstractCriterion<Activity, Activity, Double> loss() {
    return (AbstractCriterion<Activity, Activity, Double>)
        (AbstractCriterion<?, ?, Double>) new MSECriterion<>(Doubles.TAG, Doubles.NUMERIC);
  }

  /** The loss over some mini-batches at weights. */
  static double loss(double[] weights, int batches) {
    AbstractModule<Activity, Activity, Double> model = model();
    Slice.write(weights, model.getParameters()._1());
    double sum = 0;
    for (int b = 0; b < batches; b++) {
      MiniBatch<Double> batch = batch(b);
      sum += loss().forward(model.forward(batch.getInput()), batch.getTarget());
    }
    return sum / batches;
  }

  /** Gradient of the loss of one mini-batch. */
  static double[] gradient(double[] weights, int seed) {
    AbstractModule<Activity, Activity, Double> model = model();
    Slice.write(weights, model.getParameters()._1());
    MiniBatch<Double> batch = batch(seed);
    AbstractCriterion<Activity, Activity, Double> loss = loss();
    model.zeroGradParameters();
    Activity output = model.forward(batch.getInput());
    loss.forward(output, batch.getTarget());
    model.backward(batch.getInput(), loss.backward(output, batch.getTarget()));
    return Slice.read(model.getParameters()._2());
  }

  /** LocalOptimizer with one thread. */
  static LocalOptimizer<Double> local(
      AbstractModule<Activity, Activity, Double> model,
      LocalDataSet<MiniBatch<Double>> data,
      OptimMethod<Double> method,
      int iterations) {
    Engine$.MODULE$.setNodeAndCore(1, 1);
    LocalOptimizer<Double> optimizer =
        new LocalOptimizer<>(model, data, loss(), Doubles.TAG, Doubles.NUMERIC);
    prepare(optimizer, method, iterations);
    return optimizer;
  }

  /** DistriOptimizer over nodes of one core, without compression. */
  static DistriOptimizer<Double> distributed(
      AbstractModule<Activity, Activity, Double> model,
      DistributedDataSet<MiniBatch<Double>> data,
      OptimMethod<Double> method,
      int iterations) {
    DistriOptimizer<Double> optimizer =
        new DistriOptimizer<>(model, data, loss(), Doubles.TAG, Doubles.NUMERIC);
    optimizer.setCompressType("none");
    prepare(optimizer, method, iterations);
    return optimizer;
  }

  private static void prepare(
      Optimizer<Double, ?> optimizer, OptimMethod<Double> method, int iterations) {
    optimizer.setOptimMethod(method);
    optimizer.setEndWhen(Trigger.maxIteration(iterations));
  }
}
