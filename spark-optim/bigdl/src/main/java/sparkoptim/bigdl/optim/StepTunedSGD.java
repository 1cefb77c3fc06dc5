// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dllib.optim.DistriOptimizer;
import com.intel.analytics.bigdl.dllib.optim.LocalOptimizer;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import scala.Function1;
import scala.Tuple2;
import sparkoptim.core.DivergedException;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.StepTunedSgd;

/**
 * Step-Tuned SGD, {@link StepTunedSgd}: two half-steps on every mini-batch, and a step size tuned
 * by the curvature between them. It needs every mini-batch twice and inner products over the whole
 * weights, so an optimizer must be prepared by {@link #attach}; without, {@link #optimize} refuses.
 *
 * <p>Two iterations of BigDL make a step. A schedule counts steps, or BigDL's epochs, in which
 * every record is met by two half-steps; {@link #setSteps} takes iterations. The paper's decay is
 * {@code setSchedule("power(0.1, 0.501)")}.
 *
 * <p>With one method for each of several submodules, each has a gamma of its own.
 */
public final class StepTunedSGD<T> extends ScheduledMethod<T, StepTunedSGD<T>> {
  private static final long serialVersionUID = 1L;

  private final History<HalfSteps> keeper = new History<>();
  private StepTunedSgd rule = StepTunedSgd.DEFAULT;
  private transient boolean prepared;
  private transient boolean second;
  private transient double[] products;

  /** Creates the paper's settings, at a constant step size of 0.1. */
  public StepTunedSGD() {
    super(CoreRuleAdapter.initialRate(StepTunedSgd.DEFAULT), 2);
  }

  /**
   * Prepares an optimizer, before it trains: its mini-batches are served twice, and the method gets
   * its inner products. LocalOptimizer must have been made over {@link #twice}. Once more does
   * nothing; after {@code setTrainData} it is needed again.
   *
   * @return the optimizer
   * @throws IllegalArgumentException if the optimizer cannot be prepared, with the reason
   */
  public static <T, D> Optimizer<T, D> attach(Optimizer<T, D> optimizer) {
    if (optimizer.dropPercentage() > 0) {
      throw new IllegalArgumentException(
          "StepTunedSGD: no gradient may be dropped (setDropModuleProperty), was a share of "
              + optimizer.dropPercentage());
    }
    AbstractDataSet<D, ?> data = optimizer.dataset();
    if (optimizer instanceof DistriOptimizer && data instanceof DistributedDataSet<?>) {
      optimizer.dataset_$eq(twice(data.toDistributed()));
    } else if (!(optimizer instanceof LocalOptimizer)) {
      throw new IllegalArgumentException(
          "StepTunedSGD: works in DistriOptimizer and LocalOptimizer, was "
              + optimizer.getClass().getSimpleName());
    } else if (!(data instanceof RepeatedBatches)) {
      throw new IllegalArgumentException(
          "StepTunedSGD: LocalOptimizer must be made over StepTunedSGD.twice(data)");
    }
    boolean there = false;
    scala.collection.Iterator<?> processors = optimizer.parameterProcessors().iterator();
    while (processors.hasNext()) {
      there |= processors.next() instanceof HalfStepProcessor;
    }
    if (!there) {
      optimizer.parameterProcessors().$plus$eq(new HalfStepProcessor(optimizer));
    }
    return optimizer;
  }

  /** Returns the data with every mini-batch served twice in a row; for the training data alone. */
  public static <D> LocalDataSet<D> twice(LocalDataSet<D> data) {
    return data instanceof RepeatedBatches ? data : new RepeatedLocal<>(data);
  }

  /** Returns the data with every mini-batch served twice in a row; for the training data alone. */
  public static <D> DistributedDataSet<D> twice(DistributedDataSet<D> data) {
    return data instanceof RepeatedBatches ? data : new RepeatedDistributed<>(data);
  }

  /** Sets gamma where no positive curvature was met, > 0. */
  public StepTunedSGD<T> setNu(double nu) {
    rule = rule.withNu(nu);
    return this;
  }

  /** Sets the decay of the mean of gradient differences, in [0, 1). */
  public StepTunedSGD<T> setBeta(double beta) {
    rule = rule.withBeta(beta);
    return this;
  }

  /** Sets the range of gamma, {@code 0 < min <= max}. */
  public StepTunedSGD<T> setRange(double min, double max) {
    rule = rule.withRange(min, max);
    return this;
  }

  /** Sets the Barzilai-Borwein ratio; the paper's is the long one. */
  public StepTunedSGD<T> setRatio(StepTunedSgd.Ratio ratio) {
    rule = rule.withRatio(ratio);
    return this;
  }

  @Override
  public sparkoptim.core.OptimMethod coreMethod() {
    return new sparkoptim.core.OptimMethod(
        Plain.DEFAULT, rule, rate().schedule(), NoAverage.DEFAULT);
  }

  @Override
  History<?> keeper() {
    return keeper;
  }

  /** Returns the steps of this copy; null before the first. */
  HalfSteps halfSteps() {
    return keeper.live();
  }

  /** Says which half-step the next call is, and the products over all slices if there are many. */
  void prepare(boolean secondHalf, double[] globalProducts) {
    prepared = true;
    second = secondHalf;
    products = globalProducts;
  }

  /** Makes one half-step, on the slice that {@code x} is. */
  @Override
  public Tuple2<Tensor<T>, Object> optimize(
      Function1<Tensor<T>, Tuple2<T, Tensor<T>>> evaluate, Tensor<T> x) {
    if (!prepared) {
      throw new IllegalStateException(
          "StepTunedSGD needs every mini-batch twice and products over all slices: call StepTunedSGD.attach(optimizer) before optimize()");
    }
    prepared = false;
    HalfSteps steps =
        keeper.get(() -> new HalfSteps(rule, Slice.read(x), Counters.steps(state()) / 2));
    if (steps.between() != second) {
      throw new IllegalStateException(
          second
              ? "StepTunedSGD has lost the first half-step: was an executor lost?"
              : "StepTunedSGD stopped between two half-steps: train an even number of iterations, or forget() the history");
    }
    if (!Slice.holds(x, steps.x())) {
      throw new IllegalStateException(CoreRuleRun.ELSEWHERE);
    }
    Tuple2<T, Tensor<T>> evaluated = evaluate.apply(x);
    step(steps, Slice.loss(evaluated._1()), evaluated._2());
    Slice.write(steps.x(), x);
    return new Tuple2<>(x, Slice.losses(evaluated._1()));
  }

  private void step(HalfSteps steps, double loss, Tensor<T> gradient) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(steps.pairs(), "the loss", loss);
    }
    if (!second && steps.untuned()) { // before the next gradient takes the place of the last
      steps.tune(products == null ? steps.products() : products);
    }
    Slice.read(gradient, steps.gradient());
    if (second) {
      steps.second();
    } else {
      steps.first(nextRate(2 * steps.pairs()));
    }
  }
}
