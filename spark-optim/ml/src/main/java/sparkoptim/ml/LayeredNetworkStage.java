// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.hadoop.conf.Configuration;
import sparkoptim.core.network.FrozenParts;
import sparkoptim.core.network.UntrainedNetwork;

/**
 * A stage whose network is what the param {@code network} names.
 *
 * @param <M> the model
 */
interface LayeredNetworkStage<M> extends NetworkStage<M>, NetworkParams {
  @Override
  default UntrainedNetwork untrained(
      int features, int outputs, String because, Configuration hadoop) {
    return NetworkDefinition.of(this, features, outputs, because, hadoop);
  }

  @Override
  default FrozenParts frozenParts() {
    return FrozenParts.parse(getFrozen());
  }

  @Override
  default boolean decaysBiases() {
    return getDecayBiases();
  }

  @Override
  default Plan plan(long rows) {
    return new Plan(NetworkMethod.of(this), getBatchSize(), getMaxIter(), getTol());
  }
}
