// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.FrozenParts;
import sparkoptim.core.network.PerceptronBackend;
import sparkoptim.core.network.Precision;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;
import sparkoptim.core.newton.Lbfgs;

/**
 * A stage of dense layers with sigmoids between them, computed by core.
 *
 * @param <M> the model
 */
interface PerceptronStage<M> extends NetworkStage<M>, PerceptronParams {
  /** Up to here L-BFGS on all rows takes less time than mini-batches do to the same loss. */
  int FEW_ROWS = 2_048;

  /** Steps of the whole rows' gradient. */
  String DESCENT = "plain + sgd + constant(%s)";

  /** Returns a network's text. */
  static NetworkText text(int[] layers) {
    int outputs = layers[layers.length - 1];
    String text =
        IntStream.range(1, layers.length)
            .mapToObj(i -> "dense(" + layers[i] + ")")
            .collect(Collectors.joining(" sigmoid "));
    return NetworkText.parse(text, outputs);
  }

  /**
   * Returns the layers.
   *
   * @throws IllegalArgumentException if they are not set
   */
  default int[] requireLayers() {
    if (!isSet(layers())) {
      throw new IllegalArgumentException(
          "layers must be set: sizes from the features to the outputs, as in 784, 256, 10");
    }
    return getLayers();
  }

  @Override
  default UntrainedNetwork untrained(
      int features, int outputs, String because, Configuration hadoop) {
    int[] layers = requireLayers();
    if (layers[0] != features || layers[layers.length - 1] != outputs) {
      throw new IllegalArgumentException(
          PlainText.of(
              "layers must begin with %d, the length of vectors in column %s, and end with %d, %s; was %s",
              features,
              getOrDefault(getParam("featuresCol")),
              outputs,
              because,
              Arrays.toString(layers)));
    }
    double[] start =
        isSet(initialWeights())
            ? PerceptronWeights.point(layers, getInitialWeights().toArray())
            : null;
    Shape input = Shape.of(features);
    return PerceptronBackend.perceptron(text(layers), input, getSeed(), start, Precision.DOUBLE);
  }

  @Override
  default FrozenParts frozenParts() {
    return FrozenParts.parse("");
  }

  @Override
  default boolean decaysBiases() {
    return false;
  }

  /**
   * {@code auto} is what the solver says. Without one it is AdamW on mini-batches, which looks for
   * no convergence, as that would cost a pass an epoch; or L-BFGS on few rows, unless a setting of
   * mini-batches asks for them. The first evaluation of L-BFGS is at the start, and no iteration.
   */
  @Override
  default Plan plan(long rows) {
    if (!getOptimMethod().equals(AUTO)) {
      return plan(NetworkMethod.of(this), getBatchSize(), getTol());
    }
    if (isSet(solver()) && getSolver().equals(SOLVERS.get(1))) {
      OptimMethod descent = OptimMethod.parse(DESCENT.formatted(getStepSize()));
      double passes = Loop.passesPerEpoch(descent, Set.of(), 1, getTol()); // of an iteration
      return new Plan(descent, 0, getMaxIter() * passes, getTol());
    }
    boolean batches = isSet(batchSize()) || !getLearningRate().equals(AUTO);
    return isSet(solver()) || (rows <= FEW_ROWS && !batches)
        ? plan(OptimMethod.parse("plain + lbfgs + constant(1)"), 0, getTol())
        : plan(NetworkMethod.of(this), getBatchSize(), 0);
  }

  private Plan plan(OptimMethod method, long batchSize, double tolerance) {
    boolean whole = method.rule() instanceof Lbfgs;
    int first = whole && getMaxIter() > 0 ? 1 : 0;
    return new Plan(method, whole ? 0 : batchSize, getMaxIter() + first, tolerance);
  }
}
