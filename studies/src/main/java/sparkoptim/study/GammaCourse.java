// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.List;
import sparkoptim.core.Loop;
import sparkoptim.core.probe.FieldProbe;
import sparkoptim.core.rule.StepTunedSgd;
import sparkoptim.study.chart.Panel;

/** Step-Tuned's gamma along a run. */
record GammaCourse(String model, double alpha, Course gamma) {

  static GammaCourse of(String model, StudyTraining training, double alpha, int epochs) {
    Course course = new Course();
    Loop loop = training.loop(StepTunedRuns.decayed("step-tuned", alpha), epochs);
    loop.probe(
        1,
        new FieldProbe(
            List.of("rule.gamma"), look -> course.add((double) look.step(), look.values().get(0))));
    training.train(loop);
    return new GammaCourse(model, alpha, course);
  }

  Claim claim() {
    double upper = part(StepTunedSgd.DEFAULT.max());
    double lower = part(StepTunedSgd.DEFAULT.min());
    return Claim.of(
        model + ": the estimate is at work: gamma is between its bounds in most steps",
        upper + lower < 0.5,
        "alpha %s: in %.0f %% of the steps; at 2 in %.0f %%, at 0.5 in %.0f %%",
        alpha,
        100 * (1 - upper - lower),
        100 * upper,
        100 * lower);
  }

  private double part(double bound) {
    int count = 0;
    for (int i = 0; i < gamma.size(); i++) {
      count += gamma.value(i) == bound ? 1 : 0;
    }
    return (double) count / gamma.size();
  }

  Panel panel() {
    String name = "gamma, " + model + ", alpha " + alpha;
    return new Panel("", "step", name, Panel.Scale.AUTO, List.of(gamma.points(name)));
  }
}
