// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.MethodPart;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Registry;
import sparkoptim.core.Schedule;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.DrawnSettings;

/** Methods of registered choices; whether choices fit is what {@link OptimMethod} says. */
final class Methods {
  /** More than vectors a test can hold would be too many: some choices keep so many. */
  private static final long MOST = 12;

  private static final int DRAWS = 12;

  /** Settings that a record takes may still be refused where the run starts. */
  private static final int TRIES = 20 * DRAWS;

  private Methods() {}

  /** The method of four choices; empty where they do not fit. */
  static Optional<OptimMethod> of(
      GradientEstimator estimator, UpdateRule rule, StepSize stepSize, IterateAverage average) {
    try {
      return Optional.of(new OptimMethod(estimator, rule, stepSize, average));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** All rules with all estimators and these averages, as far as they fit each other and it. */
  static List<OptimMethod> all(Problem problem, List<IterateAverage> averages) {
    List<OptimMethod> methods = new ArrayList<>();
    for (UpdateRule rule : Registry.of(UpdateRule.class)) {
      StepSize stepSize = new Constant(LearningRates.of(rule, problem));
      for (GradientEstimator estimator : Registry.of(GradientEstimator.class)) {
        for (IterateAverage average : averages) {
          of(estimator, rule, stepSize, average).filter(problem::fits).ifPresent(methods::add);
        }
      }
    }
    return methods;
  }

  /** The first method with a choice that fits a problem: simple ones come first. */
  static OptimMethod with(MethodPart choice, Problem problem) {
    return find(choice, problem)
        .orElseThrow(
            () -> new AssertionError(choice + " fits no rule and estimator on " + problem));
  }

  private static Optional<OptimMethod> find(MethodPart choice, Problem problem) {
    for (UpdateRule rule : first(UpdateRule.class, choice, Sgd.DEFAULT)) {
      for (GradientEstimator estimator : first(GradientEstimator.class, choice, Plain.DEFAULT)) {
        StepSize usual = new Constant(LearningRates.of(rule, problem));
        StepSize stepSize = choice instanceof StepSize chosen ? chosen : usual;
        IterateAverage average =
            choice instanceof IterateAverage chosen ? chosen : NoAverage.DEFAULT;
        Optional<OptimMethod> method = of(estimator, rule, stepSize, average).filter(problem::fits);
        if (method.isPresent()) {
          return method;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The choice alone if it is of the kind, else all of the kind, a simple one before the others.
   */
  private static <T extends MethodPart> List<T> first(Class<T> kind, MethodPart choice, T simple) {
    if (kind.isInstance(choice)) {
      return List.of(kind.cast(choice));
    }
    List<T> all = new ArrayList<>(Registry.of(kind));
    all.remove(simple);
    all.add(0, simple);
    return all;
  }

  /** Several methods for each registered choice that has settings, which are drawn. */
  static List<OptimMethod> random(Problem problem) {
    List<OptimMethod> methods = new ArrayList<>();
    DrawnSettings settings = new DrawnSettings(17, MOST);
    for (MethodPart choice : Registry.defaults().values()) {
      if (choice.getClass().getRecordComponents().length > 0 && !(choice instanceof Schedule)) {
        Stream.generate(() -> find(settings.like(choice), problem))
            .limit(TRIES)
            .flatMap(Optional::stream)
            .limit(DRAWS)
            .forEach(methods::add);
      }
    }
    return methods;
  }
}
