// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.sql.Dataset;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.FrozenParts;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * The fits of a stage that trains a network.
 *
 * @param <M> the model
 */
public interface NetworkStage<M> extends ValidationParams, HasWeightCol {
  /** Returns what rows have to be. */
  RowRules rowRules(Dataset<?> dataset);

  /**
   * Returns the network before its training.
   *
   * @param features of a row
   * @param outputs that the network must have
   * @param because why, for errors
   * @throws IllegalArgumentException if the stage's network is another one
   */
  UntrainedNetwork untrained(int features, int outputs, String because, Configuration hadoop);

  /**
   * Returns the network before its training, where columns are its inputs.
   *
   * @param inputs in their order; none where it takes a column of features
   * @param features of a row
   * @param outputs that the network must have
   * @param because why, for errors
   * @throws IllegalArgumentException if the stage's network is another one
   */
  default UntrainedNetwork untrained(
      List<NetworkInput> inputs, int features, int outputs, String because, Configuration hadoop) {
    return untrained(features, outputs, because, hadoop);
  }

  /** Returns the weights that training starts from; null for the network's own. */
  InitialNetwork initialNetwork();

  /** Returns the parts that training leaves alone. */
  FrozenParts frozenParts();

  /** Returns whether a method's weight decay takes from biases and scales, too. */
  boolean decaysBiases();

  /** Returns how rows are trained on. */
  Plan plan(long rows);

  /**
   * How rows are trained on.
   *
   * @param method of the training
   * @param batchSize rows of a mini-batch; 0 for all
   * @param passes at most
   * @param tolerance at which it has converged; 0 for never
   */
  record Plan(OptimMethod method, long batchSize, double passes, double tolerance) {}

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
