// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;

/** Reads perceptrons that MLlib saved, of Spark 2 too, and hands on all others. */
final class PerceptronFilesOfMLlib extends MLReader<MultilayerPerceptronClassificationModel> {
  private static final String WRITTEN =
      org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel.class.getName();

  private final MLReader<MultilayerPerceptronClassificationModel> ours;

  PerceptronFilesOfMLlib(MLReader<MultilayerPerceptronClassificationModel> ours) {
    this.ours = ours;
  }

  @Override
  public MultilayerPerceptronClassificationModel load(String path) {
    DefaultParamsReader.Metadata metadata = ModelMetadata.loadAny(path, sparkSession());
    if (!metadata.className().equals(WRITTEN)) {
      return ours.session(sparkSession()).load(path);
    }
    Dataset<Row> data = sparkSession().read().parquet(new Path(path, "data").toString());
    Row row = data.head();
    int[] layers =
        Arrays.asList(data.columns()).contains("layers") // of Spark 2
            ? row.<Integer>getList(row.fieldIndex("layers")).stream().mapToInt(i -> i).toArray()
            : layers(metadata);
    Vector weights = row.getAs("weights");
    var model = new MultilayerPerceptronClassificationModel(metadata.uid(), layers, weights);
    metadata.getAndSetParams(model, Option.empty());
    return model;
  }

  private static int[] layers(DefaultParamsReader.Metadata metadata) {
    MultilayerPerceptronClassifier stage = new MultilayerPerceptronClassifier(metadata.uid());
    metadata.getAndSetParams(stage, Option.empty());
    return stage.getLayers();
  }
}
