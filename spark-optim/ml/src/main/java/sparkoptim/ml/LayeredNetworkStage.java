// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.core.network.FrozenParts;
import sparkoptim.core.network.NetworkInput;
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
    return untrained(List.of(), features, outputs, because, hadoop);
  }

  @Override
  default UntrainedNetwork untrained(
      List<NetworkInput> inputs, int features, int outputs, String because, Configuration hadoop) {
    return NetworkDefinition.of(this, inputs, features, outputs, because, hadoop);
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
