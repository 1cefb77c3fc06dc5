// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.Map;
import sparkoptim.core.MethodText;
import sparkoptim.core.UpdateRule;

/** A sensible step size of every rule for every problem. */
final class LearningRates {
  /** Step sizes for the problems of one scale of curvature each. */
  private record Rates(double convex, double rosenbrock, double saddle) {}

  /** For steps along the gradient: below 1 over the largest curvature. */
  private static final Rates GRADIENT = new Rates(0.5, 1e-3, 0.1);

  /** For steps of about the same length in every coordinate, whatever the gradient's. */
  private static final Rates ADAPTIVE = new Rates(0.05, 0.02, 0.05);

  private static final Map<String, Rates> OF_RULE =
      Map.ofEntries(
          Map.entry("sgd", GRADIENT),
          Map.entry("heavy-ball", new Rates(0.05, 1e-4, 0.01)),
          Map.entry("local", GRADIENT),
          Map.entry("step-tuned", new Rates(0.2, 5e-4, 0.05)),
          Map.entry("curvature-descent", new Rates(0.2, 1e-3, 0.1)),
          Map.entry("lbfgs", new Rates(1, 1, 1)),
          Map.entry("sampled-newton", new Rates(1, 1, 1)),
          Map.entry("spa", new Rates(2, 5e-3, 0.5)),
          Map.entry("gpa", new Rates(0.25, 0.3, 2)), // x moves a 300th of the way to z
          Map.entry("prodigy", new Rates(0.05, 1, 1)),
          Map.entry("schedule-free-sgd", new Rates(1, 2e-3, 0.5)),
          Map.entry("schedule-free-adamw", ADAPTIVE),
          Map.entry("adam", ADAPTIVE),
          Map.entry("adamw", ADAPTIVE),
          Map.entry("rmsprop", ADAPTIVE),
          Map.entry("adamax", ADAPTIVE),
          Map.entry("adadelta", new Rates(20, 2, 20)),
          Map.entry("ftrl", new Rates(0.5, 0.2, 0.5)),
          Map.entry("lars", new Rates(5, 5, 5)),
          Map.entry("adagrad", new Rates(0.5, 0.2, 0.5)));

  private LearningRates() {}

  static double of(UpdateRule rule, Problem problem) {
    String name = MethodText.name(rule);
    Rates rates = OF_RULE.get(name);
    if (rates == null) {
      throw new AssertionError(
          "%s is registered and LearningRates has no step size for it: add one".formatted(name));
    }
    return switch (problem.name()) {
      case "rosenbrock" -> rates.rosenbrock();
      case "saddle" -> rates.saddle();
      case "dropout" -> // masks are noise, which storm bears at short steps
          name.equals("prodigy") ? 0.3 : rates.convex() / 4;
      default -> rates.convex();
    };
  }
}
