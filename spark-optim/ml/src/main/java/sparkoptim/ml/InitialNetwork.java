// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.List;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.UntrainedNetwork;

/**
 * The weights that a training starts from: shrink times those of another network plus perturb times
 * those that it would start from without. Ash and Adams, "On Warm-Starting Neural Network Training"
 * (NeurIPS 2020), found that networks that go on from yesterday's weights fit as well and
 * generalize worse, and that shrunk and perturbed weights do not.
 *
 * @param network the other one
 * @param shrink from 0 to 1; 1 takes the weights as they are
 * @param perturb at least 0
 */
record InitialNetwork(TrainedNetwork network, double shrink, double perturb) {
  InitialNetwork {
    if (!(shrink >= 0 && shrink <= 1)) {
      throw new IllegalArgumentException("shrink must be from 0 to 1, was " + shrink);
    }
    if (!(perturb >= 0 && perturb < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("perturb must be finite and at least 0, was " + perturb);
    }
  }

  /** Takes the weights as they are. */
  static InitialNetwork of(NetworkModel model) {
    return new InitialNetwork(model.trained(), 1, 0);
  }

  /**
   * Returns where training starts: parts whose name and sizes are not those of a part of the other
   * network start as they would without.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  double[] point(UntrainedNetwork untrained) {
    NetworkParts here = untrained.parts();
    NetworkParts there = network.served().parts();
    double[] point = untrained.point();
    double[] fresh = point.clone();
    List<String> copied = here.copy(there, network.served().values(), point);
    if (copied.isEmpty()) {
      throw new IllegalArgumentException(
          "initialModel must have a part with name and sizes of one of this network, had %s, here are %s"
              .formatted(described(there), described(here)));
    }
    if (shrink != 1 || perturb != 0) {
      here.parameters().stream()
          .filter(part -> copied.contains(part.name()))
          .forEach(
              part -> {
                for (int i = part.from(); i < part.from() + part.count(); i++) {
                  point[i] = shrink * point[i] + perturb * fresh[i];
                }
              });
    }
    return point;
  }

  private static String described(NetworkParts parts) {
    List<String> all =
        parts.parameters().stream().map(part -> part.name() + " " + part.sizes()).toList();
    return String.join(", ", all);
  }
}
