// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import java.util.Locale;
import sparkoptim.core.OptimMethod;

/**
 * A method in the study, but for its learning rate.
 *
 * @param text of the method, with %s for the rate
 * @param rates to choose from; empty where it follows another contender
 * @param customary the rate that people begin with
 * @param leader the contender whose tuned rate it takes; null for itself
 * @param factor of the leader's rate
 */
record Candidate(
    String name,
    Cost cost,
    String text,
    List<Double> rates,
    double customary,
    String leader,
    double factor) {

  /** Finds its rate itself. */
  static Candidate of(String name, Cost cost, String text, double customary, Double... rates) {
    return new Candidate(name, cost, text, List.of(rates), customary, null, 1);
  }

  /** Takes a multiple of another's rate, both tuned and customary. */
  static Candidate following(Candidate leader, double factor, String name, String text) {
    return new Candidate(
        name, leader.cost, text, List.of(), factor * leader.customary, leader.name, factor);
  }

  OptimMethod method(double rate) {
    return OptimMethod.parse(String.format(Locale.ROOT, text, rate));
  }
}
