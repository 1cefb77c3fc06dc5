// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.feature.dataset.PaddingParam;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.Optimizer;
import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.util.List;
import java.util.Set;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;
import sparkoptim.bigdl.optim.BigdlMethods;
import sparkoptim.bigdl.optim.MonitoredPlateau;
import sparkoptim.core.OptimMethod;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.PackedRows;

/**
 * BigDL's {@link Optimizer} over our engines: a BigDL program changes the line that makes its
 * optimizer and has any {@link OptimMethod}, mini-batches of any size on any number of cores, the
 * same bits from all of them, and checkpoints that go on exactly. Rows are read once, and split
 * into shards by their content: random transformers draw once for a row, and not once an epoch.
 *
 * <p>Settings are BigDL's, and a few more. Losses, step sizes and rows a second go to the {@code
 * TrainSummary} some times a second. Dropping slow workers and per-layer synchronisation are not
 * supported; the engine does not need them.
 *
 * @param <T> the module's numbers, {@code Float} or {@code Double}
 */
public final class SparkOptimizer<T> extends Optimizer<T, MiniBatch<T>> {
  private final SparkSession session = SparkSession.builder().getOrCreate();
  private RDD<Sample<T>> samples;
  private int batchSize;
  private OptimMethod method;
  private double clipValue = Double.POSITIVE_INFINITY;
  private double clipNorm = Double.POSITIVE_INFINITY;
  private String engine = EngineChoice.CHOICES.get(0);
  private String dealing = PackedRows.DEALINGS.get(0);
  private int numShards;
  private long seed = 1;
  private boolean decayBiases;
  private NetworkTraining.Result result;

  /**
   * Creates an optimizer over samples.
   *
   * @param model the network; trained in place
   * @param samples the rows
   * @param criterion the loss
   * @param batchSize rows of a mini-batch, over all executors
   */
  public SparkOptimizer(
      AbstractModule<? extends Activity, ? extends Activity, T> model,
      RDD<Sample<T>> samples,
      AbstractCriterion<? extends Activity, ? extends Activity, T> criterion,
      int batchSize) {
    this(model, (AbstractDataSet<MiniBatch<T>, ?>) null, criterion);
    setTrainData(samples, batchSize);
  }

  /**
   * Creates an optimizer over mini-batches, as BigDL's transformers make them; a step takes as many
   * rows as BigDL's would, unless {@link #setBatchSize} says otherwise.
   *
   * @param model the network; trained in place
   * @param dataset the mini-batches
   * @param criterion the loss
   */
  public SparkOptimizer(
      AbstractModule<? extends Activity, ? extends Activity, T> model,
      AbstractDataSet<MiniBatch<T>, ?> dataset,
      AbstractCriterion<? extends Activity, ? extends Activity, T> criterion) {
    super(
        cast(model),
        dataset,
        cast(criterion),
        TensorNumbers.of(model).tag(),
        TensorNumbers.of(model).numeric());
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // BigDL's own APIs cast layers and criteria to Activity, too
  private static <A> A cast(Object value) {
    return (A) value;
  }

  /**
   * Trains the model, in place, and returns it. An optimizer trains once.
   *
   * @return the trained model
   * @throws IllegalStateException if it has trained already
   * @throws IllegalArgumentException if the method has no twin here or does not fit networks;
   *     before any row is read
   */
  @Override
  public AbstractModule<Activity, Activity, T> optimize() {
    if (result != null) {
      throw new IllegalStateException(
          "optimize: this optimizer has trained already, and would train from the first epoch again;"
              + " make a new one over the model to train on");
    }
    checkMethod(translation().method()); // before rows are read
    BigdlSampleRows rows =
        samples == null ? BigdlSampleRows.of(dataset(), session) : BigdlSampleRows.of(samples);
    int batch = batchSize > 0 ? batchSize : BigdlSampleRows.batchSize(dataset());
    Network<T> network = new Network<>(model(), criterion(), rows.inputShape(), rows.labelShape());
    result =
        FitJobs.run(
            session.sparkContext(),
            "sparkOptimizer",
            jobs -> new NetworkTraining<>(this, jobs, network, batch).run(rows.dataset(session)));
    return model();
  }

  private void checkMethod(OptimMethod chosen) {
    chosen.checkObjective(Set.of(), Set.of());
    if (chosen.stepSize() instanceof MonitoredPlateau plateau
        && plateau.monitor() == MonitoredPlateau.Monitor.SCORE
        && validationTrigger().isEmpty()) {
      throw new IllegalArgumentException(
          "SGD: learningRateSchedule Plateau monitors the score: setValidation must say of what");
    }
  }

  /**
   * Returns the result of the last training.
   *
   * @throws IllegalStateException before the first
   */
  public NetworkTraining.Result result() {
    if (result == null) {
      throw new IllegalStateException("optimize() has not been called");
    }
    return result;
  }

  /**
   * Sets the method: one of {@code sparkoptim.bigdl.optim}, or one of BigDL's own that has a twin
   * here. The default is BigDL's, SGD with step 0.001.
   *
   * @param value the new value
   * @return this optimizer
   */
  @Override
  public SparkOptimizer<T> setOptimMethod(
      com.intel.analytics.bigdl.dllib.optim.OptimMethod<T> value) {
    super.setOptimMethod(value);
    method = null;
    return this;
  }

  /**
   * Sets a LarsSGD for each layer, as {@code LarsSGD.createOptimForModule} makes them; other
   * methods for parts of the model are refused when training begins.
   *
   * @param value the new value, by the names of the layers
   * @return this optimizer
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setOptimMethods(
      scala.collection.immutable.Map<String, com.intel.analytics.bigdl.dllib.optim.OptimMethod<T>>
          value) {
    method = null;
    return super.setOptimMethods(value);
  }

  /**
   * Sets the method: all four choices. It takes the place of BigDL's OptimMethod.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setMethod(OptimMethod value) {
    method = value;
    return this;
  }

  /**
   * Sets the method by its text, such as {@code alpha-svrg(0.5) + adamw + cosine(0.001) + ema}.
   *
   * @param value the new value
   * @return this optimizer
   * @throws IllegalArgumentException naming what is wrong in it
   */
  public SparkOptimizer<T> setMethod(String value) {
    return setMethod(OptimMethod.parse(value));
  }

  /**
   * Sets the rows of a mini-batch, over all executors; 0 for what the data set is made for.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setBatchSize(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("batchSize must be >= 0, was " + value);
    }
    batchSize = value;
    return this;
  }

  /**
   * Sets the engine: auto, ranks or job. Default auto.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setEngine(String value) {
    engine = oneOf("engine", value, EngineChoice.CHOICES);
    return this;
  }

  /**
   * Sets how rows are split into shards: hash or asis. Default hash.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setDealing(String value) {
    dealing = oneOf("dealing", value, PackedRows.DEALINGS);
    return this;
  }

  private static String oneOf(String name, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be one of %s, was %s".formatted(name, known, value));
    }
    return value;
  }

  /**
   * Sets the number of shards, a power of two; 0 lets data and batch size decide. Default 0.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setNumShards(int value) {
    numShards = value;
    return this;
  }

  /**
   * Sets the seed of the order of rows and of dropout. Default 1.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setSeed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets whether the weight decay of {@code adamw} and the schedule-free rules takes from biases
   * and scales, too: from all parameters of one dimension. Default false.
   *
   * @param value the new value
   * @return this optimizer
   */
  public SparkOptimizer<T> setDecayBiases(boolean value) {
    decayBiases = value;
    return this;
  }

  /**
   * Sets the samples to train on, and the rows of a mini-batch.
   *
   * @param value the new value
   * @param rowsOfABatch rows of a mini-batch, over all executors
   * @return this optimizer
   */
  public SparkOptimizer<T> setTrainData(RDD<Sample<T>> value, int rowsOfABatch) {
    if (rowsOfABatch < 1) {
      throw new IllegalArgumentException("batchSize must be >= 1, was " + rowsOfABatch);
    }
    samples = value;
    batchSize = rowsOfABatch;
    return this;
  }

  /**
   * Always throws, since rows have one shape and need no padding.
   *
   * @param value the new value
   * @param rowsOfABatch rows of a mini-batch, over all executors
   * @return this optimizer
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setTrainData(
      RDD<Sample<T>> value, int rowsOfABatch, PaddingParam<T> features, PaddingParam<T> labels) {
    if (features != null || labels != null) {
      throw new UnsupportedOperationException(
          "setTrainData: rows must have one shape, padding is not supported; pad the samples");
    }
    return setTrainData(value, rowsOfABatch);
  }

  /**
   * Always throws, since the engine makes the mini-batches.
   *
   * @param value the new value
   * @param rowsOfABatch rows of a mini-batch, over all executors
   * @return this optimizer
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setTrainData(
      RDD<Sample<T>> value, int rowsOfABatch, MiniBatch<T> kind) {
    throw new UnsupportedOperationException(
        "setTrainData: mini-batches of a kind of your own are not supported");
  }

  /**
   * Clips every coordinate of a gradient to an interval around 0.
   *
   * @param min lower bound, below 0
   * @param max upper bound, above 0
   * @return this optimizer
   * @throws IllegalArgumentException if the bounds are not one below and one above 0, equally far
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setConstantGradientClipping(double min, double max) {
    if (!(max > 0 && min == -max)) {
      throw new IllegalArgumentException(
          "setConstantGradientClipping: must be -c and c, c > 0, was %s and %s"
              .formatted(min, max));
    }
    clipValue = max;
    return this;
  }

  @Override
  public Optimizer<T, MiniBatch<T>> setGradientClippingByl2Norm(double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("setGradientClippingByl2Norm: must be > 0, was " + norm);
    }
    clipNorm = norm;
    return this;
  }

  @Override
  public Optimizer<T, MiniBatch<T>> disableGradientClipping() {
    clipValue = Double.POSITIVE_INFINITY;
    clipNorm = Double.POSITIVE_INFINITY;
    return this;
  }

  /**
   * Always throws, since no worker is dropped: all rows of a mini-batch count.
   *
   * @return this optimizer
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setDropModuleProperty(
      double dropPercentage, double maxDropPercentage, int batch, int warmup) {
    if (dropPercentage > 0) {
      throw new UnsupportedOperationException(
          "setDropModuleProperty: no worker is dropped here, all rows of a mini-batch count");
    }
    return this;
  }

  /**
   * Takes a state that begins at the first epoch and step, as a fresh training's.
   *
   * @param value BigDL's state table
   * @return this optimizer
   * @throws UnsupportedOperationException if it is of a training under way
   */
  @Override
  public Optimizer<T, MiniBatch<T>> setState(Table value) {
    for (String counter : List.of("epoch", "neval")) {
      Object count = value.contains(counter) ? value.<Object>apply(counter) : 1;
      if (!(count instanceof Number number) || number.longValue() != 1) {
        throw new UnsupportedOperationException(
            "setState: a training begins at %s 1 here, was %s; setCheckpoint goes on with one that was interrupted"
                .formatted(counter, count));
      }
    }
    return super.setState(value);
  }

  @Override
  public SparkOptimizer<T> setEndWhen(Trigger trigger) {
    super.setEndWhen(trigger);
    return this;
  }

  /**
   * Returns the method to run: one of ours, or BigDL's in core's form.
   *
   * @throws IllegalArgumentException if BigDL's has no twin, or parts of the model have methods of
   *     their own
   */
  BigdlMethods.Translation translation() {
    if (method != null) {
      return new BigdlMethods.Translation(method, 0, "");
    }
    if (optimMethods().size() != 1) {
      return BigdlMethods.translateLayers(
          JavaConverters.asJavaCollection(optimMethods().values()),
          Network.layerStarts(model()).length - 1);
    }
    return BigdlMethods.translate(optimMethods().values().head());
  }

  double clipValue() {
    return clipValue;
  }

  double clipNorm() {
    return clipNorm;
  }

  String engine() {
    return engine;
  }

  String dealing() {
    return dealing;
  }

  int numShards() {
    return numShards;
  }

  boolean decaysBiases() {
    return decayBiases;
  }

  long seed() {
    return seed;
  }

  SparkSession session() {
    return session;
  }
}
