// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.function.UnaryOperator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A model in a comparison.
 *
 * @param inputs makes of the rows what this model takes, such as vectors of its own width
 */
public record HoldoutModel(PipelineModel model, UnaryOperator<Dataset<Row>> inputs) {

  /** Returns a model that takes the rows as they are. */
  public static HoldoutModel of(PipelineModel model) {
    return new HoldoutModel(model, UnaryOperator.identity());
  }
}
