// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The properties that models of network stages share. */
public interface NetworkModel extends NetworkParams, HasTrainingSummary {

  /** Returns the network and its weights. */
  TrainedNetwork trained();

  /** Returns the number of features of a row. */
  int numFeatures();

  /** Returns the column of the features. */
  String getFeaturesCol();

  @Override
  default boolean hasSummary() {
    return trained().summary() != null;
  }

  @Override
  default TrainingSummary summary() {
    if (!hasSummary()) {
      throw new IllegalStateException("this model has no training summary: it was loaded");
    }
    return trained().summary();
  }

  /**
   * Returns the network's layers, each in its shortest form; the name of its file where it has one.
   */
  default String networkText() {
    return trained().text();
  }

  /**
   * Returns what comes out of the network for a row: a score per class, or the one number of a
   * regression in units of the labels' deviation from their mean.
   */
  default double[] scores(Vector features) {
    return trained().scores(features, getFeaturesCol());
  }

  /** Returns the number of trained parameters. */
  default long numParameters() {
    return trained().parameters();
  }

  /**
   * Returns the SHA-256 of the parameters and then BatchNorm's statistics, as little-endian
   * doubles.
   */
  default String weightsSha256() {
    return trained().weightsSha256();
  }

  /**
   * Returns the layers in their order: {@code layer}, {@code output} (the shape that comes out;
   * null for modules of a file), {@code parts} (names and sizes of the tensors) and {@code
   * parameters} (their number).
   */
  default Dataset<Row> layers() {
    return NetworkLayers.of(trained().served());
  }

  /**
   * Writes parameters and BatchNorm's statistics by name, in the format safetensors: {@code
   * safetensors.numpy.load_file} of Python reads it, and so does PyTorch's twin.
   *
   * @param file a new one, on any Hadoop file system
   */
  default void saveWeights(String file) {
    trained().requireFinite();
    SafeTensors.write(
        file,
        trained().served().parts(),
        trained().served().values(),
        SparkSession.active().sessionState().newHadoopConf());
  }
}
