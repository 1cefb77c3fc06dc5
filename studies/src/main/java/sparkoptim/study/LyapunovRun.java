// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.LyapunovValue;
import sparkoptim.core.probe.LyapunovValue.Look;
import sparkoptim.study.chart.Panel;

/**
 * A run of primal averaging with full gradients at the largest eta for which the value of {@link
 * LyapunovValue} is proved to fall.
 *
 * @param bound the least decrease of a step is this times the squared norm of the gradient
 */
record LyapunovRun(List<Look> looks, double bound) {
  private static final double C = 0.02;
  private static final double ROUNDING = 1e-13;

  /**
   * Runs.
   *
   * @param smoothness L
   */
  static LyapunovRun of(StudyTraining training, double smoothness, int steps) {
    double eta = (2 - C) / smoothness;
    OptimMethod method = OptimMethod.parse(Figures.text("spa(%s) + constant(%s)", C, eta));
    Loop loop = training.loop(method, steps);
    List<Look> looks = new ArrayList<>();
    loop.probe(1, new LyapunovValue(smoothness, C, eta, looks::add));
    training.train(loop);
    return new LyapunovRun(looks, C * eta / 2);
  }

  Claim claim() {
    int failures = 0;
    int rises = 0;
    for (int i = 1; i < looks.size(); i++) {
      Look before = looks.get(i - 1);
      double norm = before.gradientNorm();
      double allowed = before.value() * (1 + ROUNDING) - bound * norm * norm;
      failures += looks.get(i).value() > allowed ? 1 : 0;
      rises += looks.get(i).loss() > before.loss() ? 1 : 0;
    }
    return Claim.of(
        "With full gradients a value of loss and momentum falls in every step by at least its bound",
        failures == 0,
        "%d steps with c = %s: it fails in %d; the loss itself rises in %d",
        looks.size() - 1,
        C,
        failures,
        rises);
  }

  Panel panel() {
    Course value = new Course();
    Course loss = new Course();
    for (Look look : looks) {
      value.add((double) look.step(), look.value());
      loss.add((double) look.step(), look.loss());
    }
    return new Panel(
        "",
        "step of full gradients",
        "value",
        Panel.Scale.AUTO,
        List.of(value.line("V"), loss.line("loss")));
  }
}
