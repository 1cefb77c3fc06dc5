// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.util.Arrays;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** Core's methods on the regression's mean over all its mini-batches, as one vector. */
final class Cores {
  private Cores() {}

  /** The served point after some steps. */
  static double[] train(String text, int batches, int steps) {
    OptimMethod method = OptimMethod.parse(text);
    RunContext setup = new RunContext(new WholeSpace(Regression.WEIGHTS), new Plan(1, steps, 1));
    UpdateRule.Run rule = method.rule().start(setup, Regression.start());
    var rate = method.stepSize().start(setup);
    IterateAverage.Run average = method.average().start(setup, Regression.start());
    for (int step = 0; step < steps; step++) {
      rule.step(
          step,
          rate.at(step),
          (point, gradient) -> {
            Arrays.fill(gradient.values, 0);
            for (int b = 0; b < batches; b++) {
              double[] g = Regression.gradient(point, b);
              for (int i = 0; i < g.length; i++) {
                gradient.values[i] += g[i] / batches;
              }
            }
            return 1;
          });
      average.add(step, rule.served());
    }
    return average.value(rule.served());
  }
}
