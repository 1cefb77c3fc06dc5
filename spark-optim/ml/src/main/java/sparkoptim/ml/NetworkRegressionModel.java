// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The model that {@link NetworkRegressor} fits. */
public class NetworkRegressionModel extends RegressionModel<Vector, NetworkRegressionModel>
    implements NetworkModel,
        NetworkParams,
        ValidationParams,
        OptimParams,
        HasTrainingSummary,
        MLWritable {
  private static final long serialVersionUID = 1L;

  /** A name that no user's column has, for the network's own output. */
  private static final String UNNAMED = "sparkoptim scores";

  private final String uid;
  private final ParamTable table;
  private final TrainedNetwork network;
  private final double labelMean;
  private final double labelDeviation;

  /** Creates an empty model: a server of Spark Connect finds only classes that it could make. */
  public NetworkRegressionModel() {
    this("", null, 0, 1);
  }

  /** Creates a model of a network whose one output z means {@code labelMean + labelDeviation z}. */
  NetworkRegressionModel(
      String uid, TrainedNetwork network, double labelMean, double labelDeviation) {
    this.uid = uid;
    this.network = network;
    this.labelMean = labelMean;
    this.labelDeviation = labelDeviation;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL);
  }

  @Override
  public TrainedNetwork trained() {
    return network;
  }

  @Override
  public int numFeatures() {
    return network.input().size();
  }

  @Override
  public double predict(Vector features) {
    return labelMean + labelDeviation * network.scores(features, getFeaturesCol())[0];
  }

  /**
   * Returns the data with the prediction column. Rows go through the network in batches.
   *
   * @param dataset with the features
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType output = transformSchema(dataset.schema());
    if (getPredictionCol().isEmpty()) {
      return dataset.toDF();
    }
    double mean = labelMean;
    double deviation = labelDeviation;
    UDF1<Vector, Double> toLabel = scores -> mean + deviation * scores.apply(0);
    String name = getPredictionCol();
    Column prediction =
        udf(toLabel, DataTypes.DoubleType)
            .asNonNullable()
            .apply(col("`" + UNNAMED + "`"))
            .as(name, output.apply(name).metadata());
    return ScoredRows.of(network, dataset, getFeaturesCol(), UNNAMED)
        .withColumn(name, prediction)
        .drop(UNNAMED);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ParamTable paramTable() {
    return table;
  }

  @Override
  public NetworkRegressionModel copy(ParamMap extra) {
    NetworkRegressionModel copy =
        new NetworkRegressionModel(uid, network, labelMean, labelDeviation);
    return copyValues(copy, extra).setParent(parent());
  }

  /**
   * Returns the same model computed by another backend, whose jar is on the class path, too: a
   * model of BigDL's layers then needs BigDL no more once it is saved.
   *
   * @param backend torch, bigdl or core
   * @return the model, whose scores differ by rounding alone
   */
  public NetworkRegressionModel withBackend(String backend) {
    NetworkRegressionModel model =
        new NetworkRegressionModel(uid, network.on(backend), labelMean, labelDeviation);
    ParamMap named = new ParamMap().put(backend(), backend);
    return copyValues(model, named).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return NetworkModelFiles.writer(this, 0, labelMean, labelDeviation);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkRegressionModel> read() {
    return NetworkModelFiles.reader(
        NetworkRegressionModel.class,
        (uid, files) ->
            new NetworkRegressionModel(
                uid, files.network(), files.labelMean(), files.labelDeviation()));
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkRegressionModel load(String path) {
    return read().load(path);
  }
}
