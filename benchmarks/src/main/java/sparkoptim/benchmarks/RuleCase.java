// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import sparkoptim.core.Gradient;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/**
 * Every update rule that moves a vector by itself, in each of its forms, and how often a step of it
 * reads and writes a whole array. {@code local} is left out: its moves are the objective's.
 */
public enum RuleCase {
  SGD("sgd", 2, 1),
  SGD_MOMENTUM("sgd(0.9)", 3, 2),
  HEAVY_BALL("heavy-ball", 3, 2),
  SGD_NESTEROV("sgd(0.9, nesterov=true)", 3, 2),
  ADAM("adam", 4, 3),
  ADAM_AMSGRAD("adam(amsgrad=true)", 5, 4),
  ADAM_W("adamw", 4, 3),
  RMSPROP("rmsprop", 3, 2),
  RMSPROP_MOMENTUM("rmsprop(momentum=0.9)", 4, 3),
  RMSPROP_CENTERED("rmsprop(centered=true)", 4, 3),
  RMSPROP_CENTERED_MOMENTUM("rmsprop(centered=true, momentum=0.9)", 5, 4),
  ADAGRAD("adagrad", 3, 2),
  ADADELTA("adadelta", 4, 3),
  ADAMAX("adamax", 4, 3),
  FTRL("ftrl", 4, 3),
  LARS("lars", 5, 2),
  STEP_TUNED("step-tuned", 9, 3),
  CURVATURE_DESCENT("curvature-descent", 7, 3),
  SPA("spa", 3, 2),
  GPA("gpa", 8, 5),
  PRODIGY("prodigy", 13, 6),
  SCHEDULE_FREE_SGD("schedule-free-sgd", 4, 3),
  SCHEDULE_FREE_ADAM_W("schedule-free-adamw", 5, 4);

  /** Small, so that the point stays near its start however many steps are taken. */
  private static final double ETA = 1e-9;

  private final String text;
  private final int reads;
  private final int writes;

  RuleCase(String text, int reads, int writes) {
    this.text = text;
    this.reads = reads;
    this.writes = writes;
  }

  /** Returns the rule's textual form. */
  String text() {
    return text;
  }

  /**
   * Returns the bytes that a step moves for each parameter, counting an array once as read, once as
   * written.
   */
  int bytes() {
    return Double.BYTES * (reads + writes);
  }

  /** Returns the rule, about to take its first step. */
  Run start(int dimension) {
    RunContext setup = new RunContext(new WholeSpace(dimension), new Plan(1, Long.MAX_VALUE, 1));
    double[] point = new double[dimension];
    Arrays.fill(point, 1);
    return new Run(OptimMethod.parse(text).rule().start(setup, point));
  }

  /** A rule that takes steps. */
  static final class Run {
    private final UpdateRule.Run rule;
    private final Oracle gradients = new StillGradients();
    private long step;

    private Run(UpdateRule.Run rule) {
      this.rule = rule;
    }

    /** Takes one step. */
    double step() {
      return rule.step(step++, ETA, gradients);
    }
  }

  /** Fills an array of gradients when it sees it first, and touches it no more. */
  private static final class StillGradients implements Oracle {
    private final List<Gradient> filled = new ArrayList<>();

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      if (!filled.contains(gradient)) {
        SplittableRandom random = new SplittableRandom(filled.size());
        Arrays.setAll(gradient.values, i -> random.nextDouble(-1, 1));
        filled.add(gradient);
      }
      return 1;
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      throw new UnsupportedOperationException("gradients only");
    }
  }
}
