// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.Arrays;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/**
 * A perceptron before its training.
 *
 * @param text its layers as text
 * @param input shape of a row
 * @param layers its layers
 * @param point the parameters to start from
 * @param precision of gradients
 */
record PerceptronStart(String text, Shape input, Layers layers, double[] point, Precision precision)
    implements UntrainedNetwork {

  @Override
  public NetworkParts parts() {
    return NetworkParts.of(NetworkText.parse(text, layers.outputs()), input);
  }

  @Override
  public double[] point() {
    return point.clone();
  }

  @Override
  public double[] scoresOfZeros() {
    NetworkScoring scoring = new PerceptronServed(text, input, layers, point()).scoring(1);
    scoring.next();
    return scoring.scores()[0];
  }

  @Override
  public ShardedNetwork problem(NetworkTask task) {
    OutputLoss loss =
        task.loss() == NetworkTask.Loss.SOFTMAX ? OutputLoss.SOFTMAX : OutputLoss.SQUARED;
    return new PerceptronTraining(
        new Perceptron(
            new Layers(layers.sizes(), layers.activations(), loss),
            precision,
            Backend.AUTO,
            task.rows(),
            task.weight(),
            task.shards(),
            task.penaltyStrength(),
            task.seed()),
        task.labels(),
        task.terms());
  }

  @Override
  public ServedNetwork trained(double[] point, double[] statistics) {
    return new PerceptronServed(text, input, layers, Arrays.copyOf(point, point.length));
  }
}
