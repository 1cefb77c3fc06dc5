package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.TrainingCurve;

/** How a model was trained and how well it fits its training data. */
public final class TrainingSummary implements Serializable {
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
  }

  /** Objective at the model, penalty included. */
  public double objective() {
    return curve.last().objective;
  }

  /** Norm of the objective's gradient at the model, in the scale that training works in. */
  public double gradientNorm() {
    return curve.last().gradientNorm;
  }

  /** Why training ended: {@code converged}, {@code max-iter} or {@code time-limit}. */
  public String stopReason() {
    return stopReason.text();
  }

  /** Row gradients computed, divided by the number of rows. */
  public double passes() {
    return passes;
  }

  /** Steps made. */
  public long steps() {
    return steps;
  }

  /** Seconds from the call of fit to the model. */
  public double seconds() {
    return seconds;
  }

  /** SHA-256 of the weights as the model's own {@code weightsSha256} gives it. */
  public String weightsSha256() {
    return weightsSha256;
  }

  /** Rows trained on: those with a weight above 0. */
  public long rows() {
    return rows;
  }

  /** Number of features. */
  public int features() {
    return features;
  }

  /** The method with every setting, in its textual form. */
  public String optimMethod() {
    return optimMethod;
  }

  /** The engine that ran it. */
  public String engine() {
    return engine;
  }

  /** What the choice of the engine was made from: what was asked for, bytes, rows of a step. */
  public String engineReason() {
    return engineReason;
  }

  /**
   * What computed the gradients: {@code Java, StrictMath} for linear models on the CPU, else a name
   * with versions and a hash of a fixed example. Several, in the order of their first steps, where
   * parts of the training ran on processes that differ.
   */
  public String backend() {
    return backend;
  }

  /** Seconds of training spent computing; dealing the rows and the time between rounds not in. */
  public double computeSeconds() {
    return communicationCost.computeSeconds(trainingSeconds);
  }

  /** Seconds of training spent waiting: for Spark's jobs, or for other ranks. */
  public double waitSeconds() {
    return communicationCost.waitSeconds();
  }

  /** Seconds of training spent sending to other executors and receiving from them. */
  public double exchangeSeconds() {
    return communicationCost.exchangeSeconds();
  }

  /** Bytes that came from elsewhere to be added up. */
  public long bytesReduced() {
    return communicationCost.bytes;
  }

  /** Number of shards that the rows were dealt into. */
  public int numShards() {
    return numShards;
  }

  /**
   * The learning curve: {@code step}, {@code epoch}, {@code passes}, {@code objective}, {@code
   * gradientNorm} (NaN where it was not evaluated), {@code stepSize}, {@code seconds}.
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
