// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.TrainingCurve;

/** A summary of how a model was trained and how well it fits its training data. */
public class TrainingSummary extends TrainingMembers {
  private static final long serialVersionUID = 1L;
  private static final StructType CURVE =
      new StructType()
          .add("step", DataTypes.LongType, false)
          .add("epoch", DataTypes.LongType, false)
          .add("passes", DataTypes.DoubleType, false)
          .add("objective", DataTypes.DoubleType, false)
          .add("gradientNorm", DataTypes.DoubleType, false)
          .add("stepSize", DataTypes.DoubleType, false)
          .add("seconds", DataTypes.DoubleType, false);

  private final TrainingCurve curve;
  private final StopReason stopReason;
  private final long steps;
  private final double passes;
  private final double seconds;
  private final String weightsSha256;
  private final long rows;
  private final int features;
  private final String optimMethod;
  private final String engine;
  private final String engineReason;
  private final double trainingSeconds;
  private final CommunicationCost communicationCost;
  private final int numShards;
  private final String backend;
  private final FeatureImportances importances;
  private final double[] validationLosses;

  TrainingSummary(TrainingOutcome outcome, String weightsSha256, double seconds) {
    curve = outcome.state().curve();
    stopReason = outcome.state().stopReason();
    steps = outcome.state().steps();
    passes = outcome.state().passes();
    this.seconds = seconds;
    this.weightsSha256 = weightsSha256;
    rows = outcome.rows();
    features = outcome.features();
    optimMethod = outcome.optimMethod();
    engine = outcome.engine();
    engineReason = outcome.engineReason();
    trainingSeconds = outcome.state().seconds();
    communicationCost = outcome.state().communicationCost();
    numShards = outcome.numShards();
    backend = String.join("; then ", outcome.state().backends());
    importances = outcome.importances();
    validationLosses = outcome.validationLosses();
  }

  /**
   * Returns the objective where training began and after every step of the learning curve that
   * moved the model; what {@code objectiveHistory} gives. A step that only measures its start, or
   * finds nothing lower along its direction, leaves the bits of the objective as they were.
   */
  @Override
  public double[] objectives() {
    double[] all = curve.points().stream().mapToDouble(point -> point.objective).toArray();
    return IntStream.range(0, all.length)
        .filter(i -> i == 0 || all[i] != all[i - 1])
        .mapToDouble(i -> all[i])
        .toArray();
  }

  /** Returns the number of values of {@code objectiveHistory} after the first. */
  public int totalIterations() {
    return objectives().length - 1;
  }

  /**
   * Returns the training rows with the model's predictions; what {@code predictions} gives.
   *
   * @throws UnsupportedOperationException of models that do not keep their training rows
   */
  @Override
  public Dataset<Row> predictedRows() {
    throw new UnsupportedOperationException(
        "the summary of this model has no predictions: use transform");
  }

  /** Returns the objective at the model, penalty included. */
  public double objective() {
    return curve.last().objective;
  }

  /**
   * Returns the norm of the objective's gradient at the model, in the scale that training works in.
   */
  public double gradientNorm() {
    return curve.last().gradientNorm;
  }

  /**
   * Returns the loss of the rows of {@code validationIndicatorCol} at the end of every epoch, at
   * the point that would be served there; empty without such rows. The model is the point of its
   * least value.
   */
  public double[] validationHistory() {
    return validationLosses.clone();
  }

  /**
   * Returns why training ended: {@code converged}, {@code max-iter}, {@code time-limit}, or {@code
   * early-stop} where rows to validate by showed no gain any more.
   */
  public String stopReason() {
    return stopReason.text();
  }

  /** Returns the number of row gradients computed, divided by the number of rows. */
  public double passes() {
    return passes;
  }

  /** Returns the number of steps made. */
  public long steps() {
    return steps;
  }

  /** Returns the seconds from the call of fit to the model. */
  public double seconds() {
    return seconds;
  }

  /** Returns the SHA-256 of the weights, as the model's own {@code weightsSha256} gives it. */
  public String weightsSha256() {
    return weightsSha256;
  }

  /** Returns the number of rows trained on: those with a weight above 0. */
  public long rows() {
    return rows;
  }

  /** Returns the number of features. */
  public int features() {
    return features;
  }

  /** Returns the method with every setting, in its textual form. */
  public String optimMethod() {
    return optimMethod;
  }

  /** Returns the engine that ran it. */
  public String engine() {
    return engine;
  }

  /**
   * Returns what the choice of the engine was made from: what was asked for, bytes, rows of a step.
   */
  public String engineReason() {
    return engineReason;
  }

  /**
   * Returns what computed the gradients: {@code Java, StrictMath} for linear models on the CPU,
   * else a name with versions and a hash of a fixed example. Several, in the order of their first
   * steps, where parts of the training ran on processes that differ.
   */
  public String backend() {
    return backend;
  }

  /**
   * Returns the seconds of training spent computing, without sharding and the time between rounds.
   */
  public double computeSeconds() {
    return communicationCost.computeSeconds(trainingSeconds);
  }

  /** Returns the seconds of training spent waiting: for Spark's jobs, or for other ranks. */
  public double waitSeconds() {
    return communicationCost.waitSeconds();
  }

  /** Returns the seconds of training spent sending to other executors and receiving from them. */
  public double exchangeSeconds() {
    return communicationCost.exchangeSeconds();
  }

  /** Returns the number of bytes that came from elsewhere to be added. */
  public long bytesReduced() {
    return communicationCost.bytes;
  }

  /** Returns the number of shards that the rows were dealt into. */
  public int numShards() {
    return numShards;
  }

  /**
   * Returns how much each feature moves the margins, as {@code index}, {@code name} (null where the
   * training rows' metadata has none) and {@code importance}, the largest first: the size of its
   * coefficient times its standard deviation; with a row of coefficients per class their standard
   * deviation over the classes.
   *
   * @throws UnsupportedOperationException of models that are not linear, or were not trained as all
   *     labels are the same
   */
  public Dataset<Row> featureImportances() {
    if (importances == null) {
      throw new UnsupportedOperationException("no importances of features are known of this model");
    }
    return importances.frame();
  }

  /**
   * Returns the learning curve: {@code step}, {@code epoch}, {@code passes}, {@code objective},
   * {@code gradientNorm} (NaN where it was not evaluated), {@code stepSize}, {@code seconds}.
   */
  public Dataset<Row> curve() {
    List<Row> rows =
        curve.points().stream()
            .map(
                point ->
                    RowFactory.create(
                        point.step,
                        point.epoch,
                        point.passes,
                        point.objective,
                        point.gradientNorm,
                        point.stepSize,
                        point.seconds))
            .toList();
    return SparkSession.active().createDataFrame(rows, CURVE);
  }
}
