// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.optim.Metrics;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.optim.parameters.AllReduceParameter;
import com.intel.analytics.bigdl.dllib.optim.parameters.ParameterProcessor;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Tells {@link StepTunedSGD} before every half-step which half it is, and before a first half the
 * inner products over all slices: one small job for every second iteration, none where there is one
 * slice.
 */
final class HalfStepProcessor implements ParameterProcessor {
  private static final long serialVersionUID = 1L;

  private final transient Optimizer<?, ?> optimizer;
  private final transient TreeMap<String, Double> sizes = new TreeMap<>();

  HalfStepProcessor(Optimizer<?, ?> optimizer) {
    this.optimizer = optimizer;
  }

  /** Runs on the driver of DistriOptimizer, between the gradients and the steps. */
  @Override
  public <T> void collectGlobalData(
      RDD<DistriOptimizer.Cache<T>> models,
      AllReduceParameter<T> parameters,
      Metrics metrics,
      Table state,
      TensorNumeric<T> numeric) {
    HalfStepTurn turn = turn();
    boolean many = models.getNumPartitions() > 1;
    state.update(
        Half.KEY,
        new Half(turn.second(), many && !turn.second() ? new TreeMap<>(products(models)) : null));
    turn.flip();
  }

  private <T> Map<String, double[]> products(RDD<DistriOptimizer.Cache<T>> models) {
    List<Map<String, double[]>> shares =
        models.toJavaRDD().map(cache -> shares(cache.optimMethods())).collect();
    Map<String, double[]> sums = new TreeMap<>();
    for (Map<String, double[]> share : shares) { // in the order of the slices
      share.forEach((name, values) -> sums.merge(name, values, HalfStepProcessor::add));
    }
    sums.forEach((name, values) -> requireSize(name, values[2]));
    return sums;
  }

  private void requireSize(String name, double size) {
    Double before = sizes.putIfAbsent(name, size);
    if (before != null && before != size) {
      throw new IllegalStateException(
          "Step-Tuned SGD has lost slices of its history: %s coordinates were tuned, now %s"
              .formatted(before, size));
    }
  }

  private static double[] add(double[] a, double[] b) {
    return new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
  }

  /**
   * Returns both products and the number of coordinates, for every method that has a slice here.
   */
  private static <T> Map<String, double[]> shares(
      scala.collection.immutable.Map<String, OptimMethod<T>> methods) {
    Map<String, double[]> shares = new TreeMap<>();
    Iterator<Tuple2<String, OptimMethod<T>>> all = methods.iterator();
    while (all.hasNext()) {
      Tuple2<String, OptimMethod<T>> named = all.next();
      if (named._2() instanceof StepTunedSGD<?> method && method.halfSteps() != null) {
        HalfSteps steps = method.halfSteps();
        double[] products = steps.products();
        shares.put(named._1(), new double[] {products[0], products[1], steps.x().length});
      }
    }
    return shares;
  }

  /** Runs on the executors of DistriOptimizer, just before the step. */
  @Override
  public <T> void processParameters(
      AllReduceParameter<T> parameters,
      DistriOptimizer.Cache<T> cache,
      Table state,
      TensorNumeric<T> numeric) {
    prepare(cache.optimMethods(), state.apply(Half.KEY));
  }

  /** Runs in LocalOptimizer, just before the step. */
  @Override
  public <T> void processParameters(
      AbstractModule<Activity, Activity, T> model, Table state, TensorNumeric<T> numeric) {
    HalfStepTurn turn = turn();
    prepare(optimizer.optimMethods(), new Half(turn.second(), null));
    turn.flip();
  }

  private static <T> void prepare(
      scala.collection.immutable.Map<String, OptimMethod<T>> methods, Half half) {
    Iterator<Tuple2<String, OptimMethod<T>>> all = methods.iterator();
    while (all.hasNext()) {
      Tuple2<String, OptimMethod<T>> named = all.next();
      if (named._2() instanceof StepTunedSGD<?> method) {
        method.prepare(
            half.second(), half.products() == null ? null : half.products().get(named._1()));
      }
    }
  }

  private HalfStepTurn turn() {
    if (optimizer.validationDataSet().isDefined()
        && optimizer.validationDataSet().get() instanceof RepeatedBatches) {
      throw new IllegalArgumentException(
          "Step-Tuned SGD: validate on the data set itself, not on the one that serves twice");
    }
    AbstractDataSet<?, ?> data = optimizer.dataset();
    if (!(data instanceof RepeatedBatches repeated)) {
      throw new IllegalArgumentException(
          "Step-Tuned SGD: the data set was changed: call StepTunedSGD.attach(optimizer) after setTrainData");
    }
    return repeated.turn();
  }
}
