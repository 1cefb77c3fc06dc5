// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple3;

/**
 * A classifier whose raw predictions are the outputs of a network's last layer, one per class.
 *
 * @param <M> the model itself
 */
public abstract class NetworkClassification<M extends NetworkClassification<M>>
    extends ProbabilisticClassificationModel<Vector, M> {
  private static final long serialVersionUID = 1L;

  final TrainedNetwork network;
  private final int numClasses;

  /**
   * Takes a network, which has an output per class.
   *
   * @param network null in a model that only judges scores
   */
  NetworkClassification(TrainedNetwork network, int numClasses) {
    this.network = network;
    this.numClasses = numClasses;
  }

  /** Returns a model without a network and without params, which judges scores. */
  abstract M judge();

  @Override
  public int numClasses() {
    return numClasses;
  }

  /** Returns the bytes that the model takes, which servers of Spark Connect ask for. */
  public long estimatedSize() {
    return ModelSize.of(this, network.parameters());
  }

  @Override
  public int numFeatures() {
    return network.input().size();
  }

  @Override
  public Vector predictRaw(Vector features) {
    return Vectors.dense(network.scores(features, getFeaturesCol()));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    ClassScores.softmax(((DenseVector) raw).values());
    return raw;
  }

  /**
   * Returns the data with the output columns. Rows go through the network in batches; only then are
   * scores turned into the other columns.
   *
   * @param dataset with the features
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    // What judges scores goes to every task, and need not carry the network there.
    return ClassScores.transform(this, copyValues(judge(), new ParamMap()), network, dataset);
  }

  /** The compiler sees two inherited methods that differ in type arguments only; this names one. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3(this, getProbabilityCol(), getPredictionCol());
  }
}
