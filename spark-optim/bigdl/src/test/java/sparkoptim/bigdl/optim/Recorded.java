// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import scala.Tuple2;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** A start and gradients, fixed in advance, for two ways of making the same steps. */
record Recorded(double[] start, double[][] gradients) {
  static Recorded of(int size, int steps) {
    Random random = new Random(7);
    double[][] gradients = new double[steps][];
    for (int k = 0; k < steps; k++) {
      gradients[k] = random.doubles(size, -1, 1).toArray();
    }
    return new Recorded(random.doubles(size, -1, 1).toArray(), gradients);
  }

  int steps() {
    return gradients.length;
  }

  /** The points of core's rule: where gradients are taken, and at last what is served. */
  double[][] core(sparkoptim.core.OptimMethod method) {
    return core(method, null);
  }

  /** The same of a point with layers. */
  double[][] core(sparkoptim.core.OptimMethod method, int[] layers) {
    RunContext setup =
        new RunContext(
            new WholeSpace(start.length),
            new Plan(1, steps(), 1),
            Prox.NONE,
            null,
            null,
            0,
            null,
            layers);
    UpdateRule.Run run = method.rule().start(setup, start);
    var rate = method.stepSize().start(setup);
    double[][] points = new double[steps()][];
    for (int k = 0; k < steps(); k++) {
      double[] g = gradients[k];
      run.step(
          k,
          rate.at(k),
          (point, gradient) -> {
            System.arraycopy(g, 0, gradient.values, 0, g.length);
            return 1;
          });
      points[k] = (k == steps() - 1 ? run.served() : run.query()).clone();
    }
    return points;
  }

  /** The points of a method that BigDL would call, in doubles. */
  double[][] bigdl(OptimMethod<Double> method) {
    return bigdl(method, 0, start.length);
  }

  /** The same on the coordinates from {@code from} to below {@code to}. */
  double[][] bigdl(OptimMethod<Double> method, int from, int to) {
    double[] weights = Arrays.copyOfRange(start, from, to);
    return bigdl(method, Doubles.tensor(weights), from, 0, steps());
  }

  /** The steps from {@code first} to below {@code last} on a slice of weights. */
  double[][] bigdl(
      OptimMethod<Double> method, Tensor<Double> weights, int from, int first, int last) {
    double[][] points = new double[last - first][];
    for (int k = first; k < last; k++) {
      method.state().update("neval", k + 1);
      double[] g = Arrays.copyOfRange(gradients[k], from, from + weights.nElement());
      method.optimize(x -> new Tuple2<>(1.0, Doubles.tensor(g)), weights);
      points[k - first] = Slice.read(weights);
    }
    return points;
  }
}
