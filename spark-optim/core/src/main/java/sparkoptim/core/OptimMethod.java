// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An optimization method: four choices that fit together. It prints and parses its textual form,
 * {@code alpha-svrg(alpha=linear(0.75, 0)) + sgd(momentum=0.9) + constant(0.1)}.
 *
 * @param estimator decides what gradient a mini-batch yields
 * @param rule decides how the point moves
 * @param stepSize decides how long a step is
 * @param average decides which point is served
 */
public record OptimMethod(
    GradientEstimator estimator, UpdateRule rule, StepSize stepSize, IterateAverage average)
    implements Serializable {

  /**
   * Checks that the choices fit.
   *
   * @throws IllegalArgumentException naming the choice that needs something and what it needs
   */
  public OptimMethod {
    EnumSet<Capability> offered = EnumSet.noneOf(Capability.class);
    for (MethodPart choice : List.of(estimator, rule, stepSize, average)) {
      offered.addAll(choice.offers());
    }
    for (MethodPart choice : List.of(estimator, rule, stepSize, average)) {
      check(choice, offered, false);
    }
  }

  /**
   * Checks that an objective and the method can serve each other.
   *
   * @param offers what the objective offers
   * @param needs what the objective needs
   * @throws IllegalArgumentException naming the part that needs something and what it needs
   */
  public void checkObjective(Set<Capability> offers, Set<Capability> needs) {
    for (MethodPart choice : List.of(estimator, rule, stepSize, average)) {
      check(choice, offers, true);
    }
    for (Capability need : needs) {
      if (!rule.offers().contains(need) && !estimator.offers().contains(need)) {
        throw new IllegalArgumentException(
            this + ": the objective needs " + MethodRegistry.here().describe(need));
      }
    }
  }

  private static void check(MethodPart choice, Set<Capability> offers, boolean ofObjective) {
    for (Capability need : choice.needs()) {
      if (need.ofObjective() == ofObjective && !offers.contains(need)) {
        throw new IllegalArgumentException(
            MethodText.name(choice) + " needs " + MethodRegistry.here().describe(need));
      }
    }
  }

  /**
   * Returns whether points of a run may lag behind, because all four parts support lazy updates.
   */
  public boolean supportsLazyUpdates() {
    return estimator.supportsLazyUpdates()
        && rule.supportsLazyUpdates()
        && stepSize.supportsLazyUpdates()
        && average.supportsLazyUpdates();
  }

  /** Returns whether the point that it serves is where it takes snapshots. */
  boolean showsServedPoint() {
    return estimator.offers().contains(Capability.SNAPSHOT)
        && rule.servesQuery()
        && average.servesLastPoint();
  }

  /** Returns whether its rule estimates how far the served point's loss is above its least. */
  boolean estimatesGap() {
    return rule.offers().contains(Capability.GAP) && average.servesLastPoint();
  }

  /**
   * Returns the passes over the rows that one epoch costs.
   *
   * @param offers what the objective offers
   * @param stepsPerEpoch steps in an epoch
   */
  public double passesPerEpoch(Set<Capability> offers, long stepsPerEpoch) {
    return estimator.passes(rule.evaluations(), offers, stepsPerEpoch);
  }

  /**
   * Reads the textual form; the order of the choices is free, missing ones get their defaults.
   *
   * @param text a textual form, parts joined by {@code +}
   * @return the method
   */
  public static OptimMethod parse(String text) {
    return MethodText.parse(text).toMethod();
  }

  /** Returns the textual form with every setting. */
  @Override
  public String toString() {
    return String.join(
        " + ",
        List.of(
            MethodText.print(estimator),
            MethodText.print(rule),
            MethodText.print(stepSize),
            MethodText.print(average)));
  }
}
