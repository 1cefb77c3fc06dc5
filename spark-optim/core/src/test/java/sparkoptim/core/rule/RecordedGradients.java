// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.SplittableRandom;
import sparkoptim.core.Gradient;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/**
 * The same gradients whatever the point: what two implementations of a rule do with them can be
 * compared, as rounding in one step does not change the next one's gradient. Their scales span five
 * orders of magnitude from coordinate to coordinate. Up to step {@link #EVEN} a coordinate's
 * gradients differ in sign only; later ones vary, shrink towards the end, and one in ten is 0.
 */
final class RecordedGradients implements Oracle {
  /** Steps whose gradients differ in sign only. */
  static final int EVEN = 400;

  /** Where the runs start. */
  final double[] start;

  /** The gradient of every step. */
  final double[][] steps;

  private int next;

  RecordedGradients(int count, int size) {
    SplittableRandom random = new SplittableRandom(41);
    start = random.doubles(size, -2, 2).toArray();
    steps = new double[count][size];
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < size; i++) {
        double scale = Math.pow(10, 2 - 5.0 * i / size);
        double sign = random.nextBoolean() ? 1 : -1;
        double later = random.nextInt(10) == 0 ? 0 : random.nextDouble() * (2 - 2.0 * k / count);
        steps[k][i] = sign * scale * (k < EVEN ? 1 : later);
      }
    }
  }

  /** The point after every step of a rule. */
  double[][] run(String rule, double eta) {
    RunContext context = new RunContext(new WholeSpace(start.length), new Plan(1, steps.length, 1));
    UpdateRule.Run run = OptimMethod.parse(rule).rule().start(context, start);
    double[][] points = new double[steps.length][];
    next = 0;
    for (int k = 0; k < steps.length; k++) {
      run.step(k, eta, this);
      points[k] = run.served().clone();
    }
    return points;
  }

  @Override
  public double evaluate(double[] point, Gradient gradient) {
    System.arraycopy(steps[next++], 0, gradient.values, 0, start.length);
    return 0;
  }

  @Override
  public double localEpoch(double[] point, double eta) {
    throw new UnsupportedOperationException("gradients only");
  }
}
