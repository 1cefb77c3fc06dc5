// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.sql.Dataset;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * The fits of a network stage.
 *
 * @param <M> the model
 */
public interface NetworkStage<M extends NetworkModel> extends NetworkParams {
  /** Returns what rows have to be. */
  RowRules rowRules(Dataset<?> dataset);

  /** Returns the weights that training starts from; null for the network's own. */
  InitialNetwork initialNetwork();

  /**
   * Trains a model, with its summary.
   *
   * @param fit of the rows
   * @param dataset that they are of
   */
  M trainOn(NetworkFit fit, Dataset<?> dataset);

  /** Reads the rows and trains. */
  default M trainOn(Dataset<?> dataset) {
    return FitJobs.run(
        dataset.sparkSession().sparkContext(),
        uid(),
        jobs -> {
          try (NetworkFit fit = new NetworkFit(this, jobs, dataset)) {
            return trainOn(fit, dataset);
          }
        });
  }
}
