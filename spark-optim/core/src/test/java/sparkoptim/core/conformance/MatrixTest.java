// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Registry;
import sparkoptim.core.StepSize;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.testing.RealData;

/** Every combination of registered choices that fits, on every problem that it fits. */
@Execution(ExecutionMode.CONCURRENT)
final class MatrixTest {
  private static final List<Integer> SEVERAL_STEPS = List.of(1, 4, 6, 9, 12);
  private static final List<Integer> EVERY_STEP =
      IntStream.rangeClosed(0, (int) Trial.STEPS).boxed().toList();

  @TestFactory
  Stream<DynamicTest> quadratic_everyFittingMethod_conforms() {
    return averaged(Problems.quadratic());
  }

  @TestFactory
  Stream<DynamicTest> lasso_everyFittingMethod_conforms() {
    return averaged(Problems.lasso());
  }

  @TestFactory
  Stream<DynamicTest> logistic_everyFittingMethod_conforms() {
    return averaged(Problems.logistic());
  }

  @TestFactory
  Stream<DynamicTest> elasticNet_everyFittingMethod_conforms() {
    return withoutAverages(Problems.elasticNet());
  }

  @TestFactory
  Stream<DynamicTest> perceptron_everyFittingMethod_conforms() {
    return averaged(Problems.perceptron());
  }

  @TestFactory
  Stream<DynamicTest> batchNorm_everyFittingMethod_conforms() {
    return withoutAverages(Problems.batchNorm());
  }

  @TestFactory
  Stream<DynamicTest> dropout_everyFittingMethod_conforms() {
    return withoutAverages(Problems.dropout());
  }

  /** Skipped where the data are missing. */
  @TestFactory
  Stream<DynamicTest> census_everyFittingMethod_conforms() {
    if (!RealData.has("a9a.libsvm")) {
      return Stream.of(DynamicTest.dynamicTest("a9a", Problems::census));
    }
    return withoutAverages(Problems.census());
  }

  @TestFactory
  Stream<DynamicTest> rosenbrock_everyRule_decreasesTheLoss() {
    return onLandscape(Problems.rosenbrock());
  }

  @TestFactory
  Stream<DynamicTest> saddle_everyRule_escapes() {
    return onLandscape(Problems.saddle());
  }

  /** Each with the first rule and estimator that it fits, over three epochs and over thirteen. */
  @TestFactory
  Stream<DynamicTest> stepSizes_withAFittingMethod_keepTheirBits() {
    return Stream.of(Problems.logistic(), Problems.epochs())
        .flatMap(
            problem ->
                tests(
                    problem,
                    Registry.of(StepSize.class).stream()
                        .map(size -> Methods.with(size, problem))
                        .toList(),
                    trial -> trial.keepsItsBits(EVERY_STEP)));
  }

  /** Settings that nobody would choose may diverge, everywhere alike. */
  @TestFactory
  Stream<DynamicTest> randomSettings_ofEveryChoice_keepTheirBits() {
    return Stream.of(Problems.logistic(), Problems.epochs())
        .flatMap(
            problem ->
                tests(
                    problem, Methods.random(problem), trial -> trial.keepsItsBits(SEVERAL_STEPS)));
  }

  /**
   * An average is of the iterates alone: it does not know of what problem, and some have them all.
   */
  private static Stream<DynamicTest> withoutAverages(Problem problem) {
    List<OptimMethod> methods = Methods.all(problem, List.of(NoAverage.DEFAULT));
    return tests(problem, methods, MatrixTest::conforms);
  }

  private static Stream<DynamicTest> averaged(Problem problem) {
    List<IterateAverage> averages = Registry.of(IterateAverage.class);
    return tests(problem, Methods.all(problem, averages), MatrixTest::conforms);
  }

  private static void conforms(Trial trial) {
    trial.keepsItsBits(SEVERAL_STEPS);
    if (!trial.runsAway()) {
      trial.decreasesTheLoss();
    }
  }

  /** Methods without state in the estimator: the rules alone. */
  private static Stream<DynamicTest> onLandscape(Problem problem) {
    List<OptimMethod> methods =
        Methods.all(problem, List.of(NoAverage.DEFAULT)).stream()
            .filter(method -> method.estimator().equals(Plain.DEFAULT))
            .toList();
    return tests(problem, methods, Trial::decreasesTheLoss);
  }

  /** Named after the method, which stands before every failure too. */
  private static Stream<DynamicTest> tests(
      Problem problem, List<OptimMethod> methods, Consumer<Trial> test) {
    return methods.stream()
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.toString(), () -> run(new Trial(problem, method), test)));
  }

  private static void run(Trial trial, Consumer<Trial> test) {
    try {
      test.accept(trial);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("%s: %s: %s".formatted(trial.problem(), trial.method(), e), e);
    }
  }
}
