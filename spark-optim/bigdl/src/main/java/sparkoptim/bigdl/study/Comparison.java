// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * All contenders with several seeds, at their customary rates and at tuned ones: of few rates that
 * with the lowest training loss of one seed after about a third of the budget.
 */
final class Comparison {
  private static final double SEARCHED = 1.0 / 3;

  private final List<Candidate> contenders;
  private final Tasks tasks;
  private final Budget budget;
  private final Budget trial;
  private final int seeds;

  Comparison(List<Candidate> contenders, Tasks tasks, Budget budget, int seeds) {
    this.contenders = contenders;
    this.tasks = tasks;
    this.budget = budget;
    this.seeds = seeds;
    trial = Budget.near(SEARCHED * budget.passes());
  }

  /** Returns the number of gradients of every row that a search's runs take. */
  int trialPasses() {
    return trial.passes();
  }

  /** Runs every contender at its customary rate. */
  SearchSpace customary() {
    Map<String, Double> rates = new LinkedHashMap<>();
    contenders.forEach(contender -> rates.put(contender.name(), contender.customary()));
    return run(rates);
  }

  /** Runs every contender at its tuned rate. */
  SearchSpace tuned() {
    List<Task> all = new ArrayList<>();
    contenders.forEach(contender -> all.addAll(trials(contender)));
    tasks.make(all);
    Map<String, Double> rates = new LinkedHashMap<>();
    for (Candidate contender : contenders) {
      double rate =
          contender.leader() == null
              ? best(contender)
              : contender.factor() * rates.get(contender.leader());
      rates.put(contender.name(), rate);
    }
    return run(rates);
  }

  private List<Task> trials(Candidate contender) {
    return contender.rates().stream()
        .map(rate -> new Task(contender, rate, 0, trial, false))
        .toList();
  }

  private double best(Candidate contender) {
    return trials(contender).stream()
        .min(Comparator.comparingDouble(task -> tasks.of(task).loss()))
        .orElseThrow()
        .rate();
  }

  private SearchSpace run(Map<String, Double> rates) {
    Map<String, List<Task>> planned = new LinkedHashMap<>();
    for (Candidate contender : contenders) {
      double rate = rates.get(contender.name());
      planned.put(
          contender.name(),
          IntStream.range(0, seeds)
              .mapToObj(seed -> new Task(contender, rate, seed, budget, true))
              .toList());
    }
    tasks.make(planned.values().stream().flatMap(List::stream).toList());
    Map<String, List<NetworkRun>> runs = new LinkedHashMap<>();
    planned.forEach((name, all) -> runs.put(name, all.stream().map(tasks::of).toList()));
    return new SearchSpace(rates, runs);
  }
}
