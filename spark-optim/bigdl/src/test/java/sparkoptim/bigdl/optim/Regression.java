// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.CachedDistriDataSet;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A linear model of a few generated rows in BigDL, without any random number. */
final class Regression<T> {
  static final Regression<Double> DOUBLES = new Regression<>(Doubles.NUMBERS);
  static final Regression<Float> FLOATS = new Regression<>(FloatTensors.NUMBERS);
  static final int FEATURES = 6;
  static final int WEIGHTS = FEATURES + 1;
  private static final int ROWS = 8;

  private final Numbers<T> numbers;

  private Regression(Numbers<T> numbers) {
    this.numbers = numbers;
  }

  /** One mini-batch of 8 rows. */
  MiniBatch<T> batch(int seed) {
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
        numbers.tensor(rows, ROWS, FEATURES), numbers.tensor(targets, ROWS, 1), numbers.tag());
  }

  /** Mini-batches in a fixed order, without shuffling. */
  LocalDataSet<MiniBatch<T>> inOrder(int batches) {
    return new LocalDataSet<>() {
      @Override
      public Iterator<MiniBatch<T>> data(boolean train) {
        return new AbstractIterator<>() {
          private int at;

          @Override
          public boolean hasNext() {
            return train || at < batches;
          }

          @Override
          public MiniBatch<T> next() {
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
  DistributedDataSet<MiniBatch<T>> onePerPartition(SparkContext spark, int partitions) {
    return distribute(spark, partitions, partitions);
  }

  /** Mini-batches on one node; BigDL begins every step at a random one. */
  DistributedDataSet<MiniBatch<T>> inOnePartition(SparkContext spark, int batches) {
    return distribute(spark, batches, 1);
  }

  /** Not by DataSet.array, which shuffles rows between partitions. */
  private DistributedDataSet<MiniBatch<T>> distribute(
      SparkContext spark, int batches, int partitions) {
    List<MiniBatch<T>> all = new ArrayList<>();
    for (int b = 0; b < batches; b++) {
      all.add(batch(b));
    }
    RDD<Object> arrays =
        JavaSparkContext.fromSparkContext(spark)
            .parallelize(all, partitions)
            .mapPartitions(
                part -> {
                  List<MiniBatch<T>> held = new ArrayList<>();
                  part.forEachRemaining(held::add);
                  Object array = held.toArray(MiniBatch<?>[]::new);
                  return List.of(array).iterator();
                })
            .cache()
            .rdd();
    ClassTag<MiniBatch<T>> tag = ClassTag$.MODULE$.apply(MiniBatch.class);
    return new CachedDistriDataSet<>(arrays, false, 1, tag);
  }

  /** The model, at a fixed start. */
  @SuppressWarnings("unchecked")
  AbstractModule<Activity, Activity, T> model() {
    Linear<T> linear =
        new Linear<>(
            FEATURES,
            1,
            true,
            null,
            null,
            null,
            null,
            null,
            null,
            numbers.tag(),
            numbers.numeric());
    Sequential<T> model = new Sequential<>(numbers.tag(), numbers.numeric());
    model.add((AbstractModule<Activity, Activity, T>) (AbstractModule<?, ?, T>) linear);
    Slice.write(start(), model.getParameters()._1());
    return (AbstractModule<Activity, Activity, T>) (AbstractModule<?, ?, T>) model;
  }

  static double[] start() {
    double[] start = new double[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
      start[i] = 0.05 * (i + 1);
    }
    return start;
  }

  static <T> double[] weights(AbstractModule<Activity, Activity, T> model) {
    return Slice.read(model.getParameters()._1());
  }

  @SuppressWarnings("unchecked")
  AbstractCriterion<Activity, Activity, T> loss() {
    return (AbstractCriterion<Activity, Activity, T>)
        (AbstractCriterion<?, ?, T>) new MSECriterion<>(numbers.tag(), numbers.numeric());
  }

  /** The loss over some mini-batches at weights. */
  static double loss(double[] weights, int batches) {
    AbstractModule<Activity, Activity, Double> model = DOUBLES.model();
    Slice.write(weights, model.getParameters()._1());
    double sum = 0;
    for (int b = 0; b < batches; b++) {
      MiniBatch<Double> batch = DOUBLES.batch(b);
      sum += DOUBLES.loss().forward(model.forward(batch.getInput()), batch.getTarget());
    }
    return sum / batches;
  }

  /** Gradient of the loss of one mini-batch. */
  static double[] gradient(double[] weights, int seed) {
    AbstractModule<Activity, Activity, Double> model = DOUBLES.model();
    Slice.write(weights, model.getParameters()._1());
    MiniBatch<Double> batch = DOUBLES.batch(seed);
    AbstractCriterion<Activity, Activity, Double> loss = DOUBLES.loss();
    model.zeroGradParameters();
    Activity output = model.forward(batch.getInput());
    loss.forward(output, batch.getTarget());
    model.backward(batch.getInput(), loss.backward(output, batch.getTarget()));
    return Slice.read(model.getParameters()._2());
  }

  /** LocalOptimizer with one thread. */
  LocalOptimizer<T> local(
      AbstractModule<Activity, Activity, T> model,
      LocalDataSet<MiniBatch<T>> data,
      OptimMethod<T> method,
      int iterations) {
    Engine$.MODULE$.setNodeAndCore(1, 1);
    LocalOptimizer<T> optimizer =
        new LocalOptimizer<>(model, data, loss(), numbers.tag(), numbers.numeric());
    prepare(optimizer, method, iterations);
    return optimizer;
  }

  /** DistriOptimizer over nodes of one core, without compression. */
  DistriOptimizer<T> distributed(
      AbstractModule<Activity, Activity, T> model,
      DistributedDataSet<MiniBatch<T>> data,
      OptimMethod<T> method,
      int iterations) {
    DistriOptimizer<T> optimizer =
        new DistriOptimizer<>(model, data, loss(), numbers.tag(), numbers.numeric());
    optimizer.setCompressType("none");
    prepare(optimizer, method, iterations);
    return optimizer;
  }

  private void prepare(Optimizer<T, ?> optimizer, OptimMethod<T> method, int iterations) {
    optimizer.setOptimMethod(method);
    optimizer.setEndWhen(Trigger.maxIteration(iterations));
  }
}
