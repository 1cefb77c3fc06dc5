// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.MethodParts;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.WrittenSchedule;

/** Over random schedules and random quadratics. */
final class PrimalAveragingProperties {
  private static final int STEPS = 20;

  /** Two forms round differently, and unstable runs amplify that. */
  private static final double TOLERANCE = 1e-9;

  private record Coordinate(double curvature, double start) {}

  private record Step(double eta, double c) {}

  private static Loop loop(double[] eta, double[] c, List<Coordinate> problem) {
    MethodParts parts =
        new MethodParts(
            null, new PrimalAveraging(new WrittenSchedule(c)), new WrittenSchedule(eta), null);
    return new Loop(parts.toMethod(), quadratic(problem), eta.length, 0, start(problem));
  }

  private static Quadratic quadratic(List<Coordinate> problem) {
    return new Quadratic(problem.stream().mapToDouble(Coordinate::curvature).toArray());
  }

  private static double[] start(List<Coordinate> problem) {
    return problem.stream().mapToDouble(Coordinate::start).toArray();
  }

  private static AveragingForm form(List<Step> steps) {
    return new AveragingForm(
        steps.stream().mapToDouble(Step::eta).toArray(),
        steps.stream().mapToDouble(Step::c).toArray());
  }

  /** SGD with a momentum of its own at every step. */
  private static final class Momentum {
    private final Quadratic objective;
    private final double[] x;
    private final double[] m;
    private final double[] previous;

    Momentum(List<Coordinate> problem) {
      objective = quadratic(problem);
      x = start(problem);
      m = new double[x.length];
      previous = x.clone();
    }

    void step(double alpha, double beta) {
      Gradient gradient = new Gradient(x.length);
      objective.evaluate(x, gradient);
      for (int i = 0; i < x.length; i++) {
        previous[i] = x[i];
        m[i] = beta * m[i] + gradient.values[i];
        x[i] -= alpha * m[i];
      }
    }
  }

  private static void assertClose(double[] actual, double[] expected) {
    double largest = 1;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual).containsExactly(expected, within(TOLERANCE * largest));
  }

  @Property(seed = "2010", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anySchedule_isSgdWithItsMomentumForm(
      @ForAll("schedules") List<Step> schedule, @ForAll("problems") List<Coordinate> problem) {
    AveragingForm form = form(schedule);
    double[] alpha = form.momentum().alpha();
    double[] beta = form.momentum().beta();
    Loop loop = loop(form.eta(), form.averaging(), problem);
    Momentum twin = new Momentum(problem);
    for (int k = 0; k < STEPS; k++) {
      loop.next();
      twin.step(alpha[k], beta[k]);
      assertClose(loop.served(), twin.x);
    }
  }

  /** z from two points, from the momentum, and the momentum from z, along any run. */
  @Property(seed = "2011", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyState_translatesBothWays(
      @ForAll("schedules") List<Step> schedule, @ForAll("problems") List<Coordinate> problem) {
    AveragingForm form = form(schedule);
    double[] eta = form.eta();
    double[] c = form.averaging();
    double[] alpha = form.momentum().alpha();
    double[] beta = form.momentum().beta();
    Loop loop = loop(eta, c, problem);
    Momentum twin = new Momentum(problem);
    for (int k = 0; k + 1 < STEPS; k++) {
      loop.next();
      twin.step(alpha[k], beta[k]);
      double[] z = LoopState.of(loop).vectors().get("rule.z");
      assertClose(AveragingForm.fastPoint(twin.x, twin.previous, c[k]), z);
      assertClose(AveragingForm.fastPointOfVelocity(twin.x, twin.m, eta[k + 1], beta[k + 1]), z);
      assertClose(MomentumForm.velocity(twin.x, twin.previous, alpha[k]), twin.m);
      assertClose(
          MomentumForm.velocityOfFastPoint(loop.served(), z, eta[k + 1], beta[k + 1]), twin.m);
    }
  }

  /** Every step back divides the error of eta by 1 - c, at worst by 2^20 in all. */
  @Property(seed = "2012", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void momentumForm_ofSlowAveraging_translatesBack(@ForAll("slow") List<Step> schedule) {
    AveragingForm form = form(schedule);
    AveragingForm back = form.momentum().averaging(form.eta()[0]);
    for (int k = 0; k < STEPS; k++) {
      assertThat(back.eta()[k] / form.eta()[k]).isCloseTo(1, within(TOLERANCE));
      assertThat(back.averaging()[k] / form.averaging()[k]).isCloseTo(1, within(TOLERANCE));
    }
  }

  /** Any first eta above alpha gives the same x. */
  @Property(seed = "2013", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void averagingForm_fromAnyFirstEta_hasTheSamePoints(
      @ForAll("factors") double factor, @ForAll("problems") List<Coordinate> problem) {
    double[] alpha = {0.02, 0.05, 0.01, 0.03, 0.02};
    double[] beta = {0, 0.7, 0.9, 0.8, 0.6};
    AveragingForm form = new MomentumForm(alpha, beta).averaging(0.2 * factor);
    Loop loop = loop(form.eta(), form.averaging(), problem);
    Momentum twin = new Momentum(problem);
    for (int k = 0; k < alpha.length; k++) {
      loop.next();
      twin.step(alpha[k], beta[k]);
      assertClose(loop.served(), twin.x);
    }
  }

  /**
   * With {@code eta <= (2 - c) / L}, {@code V = f(x) + 1/2 (c / eta) (1 - L c eta) / (1 - c)^2 ||z
   * - x||^2} falls by at least {@code c eta / 2 ||grad f(x)||^2} a step.
   */
  @Property(seed = "2014", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void shortSteps_potentialNeverRises(
      @ForAll("problems") List<Coordinate> problem,
      @ForAll("averagings") double c,
      @ForAll("shares") double share) {
    double smoothness = problem.stream().mapToDouble(Coordinate::curvature).max().orElseThrow();
    double eta = share * (2 - c) / smoothness;
    double factor = c / eta * (1 - smoothness * c * eta) / ((1 - c) * (1 - c)) / 2;
    MethodParts parts =
        new MethodParts(null, new PrimalAveraging(new Constant(c)), new Constant(eta), null);
    Quadratic quadratic = quadratic(problem);
    Loop loop = new Loop(parts.toMethod(), quadratic, 60, 0, start(problem));
    Gradient gradient = new Gradient(problem.size());
    double before = quadratic.evaluate(loop.served(), gradient);
    double first = before;
    while (loop.begin()) {
      double square = 0;
      for (double g : gradient.values) {
        square += g * g;
      }
      loop.next();
      double[] z = LoopState.of(loop).vectors().get("rule.z");
      double distance = 0;
      for (int i = 0; i < z.length; i++) {
        distance += Math.pow(z[i] - loop.served()[i], 2);
      }
      double after = quadratic.evaluate(loop.served(), gradient) + factor * distance;
      assertThat(after).isLessThanOrEqualTo(before - c * eta / 2 * square + 1e-13 * first);
      before = after;
    }
    assertThat(before).isLessThan(first);
  }

  @Provide
  Arbitrary<List<Step>> schedules() {
    return schedules(0.95);
  }

  @Provide
  Arbitrary<List<Step>> slow() {
    return schedules(0.5);
  }

  private static Arbitrary<List<Step>> schedules(double largest) {
    return Combinators.combine(
            Arbitraries.doubles().between(0.02, 0.2), Arbitraries.doubles().between(0.05, largest))
        .as(Step::new)
        .list()
        .ofSize(STEPS);
  }

  @Provide
  Arbitrary<List<Coordinate>> problems() {
    return Combinators.combine(
            Arbitraries.doubles().between(0.01, 10), Arbitraries.doubles().between(0.1, 2))
        .as(Coordinate::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Double> factors() {
    return Arbitraries.doubles().between(0.9, 3);
  }

  @Provide
  Arbitrary<Double> averagings() {
    return Arbitraries.doubles().between(0.02, 0.95);
  }

  /** Of the longest step allowed. */
  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0.05, 1);
  }
}
