// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The file of a saved stage that has its class, its uid and its params. */
final class ModelMetadata {
  private ModelMetadata() {}

  static void save(Params stage, String path, SparkSession session) {
    DefaultParamsWriter.saveMetadata(
        stage, path, session.sparkContext(), Option.empty(), Option.empty());
  }

  static DefaultParamsReader.Metadata load(String path, SparkSession session, Class<?> type) {
    return DefaultParamsReader.loadMetadata(path, session.sparkContext(), type.getName());
  }

  /** Reads the metadata of a stage of any class. */
  static DefaultParamsReader.Metadata loadAny(String path, SparkSession session) {
    return DefaultParamsReader.loadMetadata(path, session.sparkContext(), "");
  }
}
