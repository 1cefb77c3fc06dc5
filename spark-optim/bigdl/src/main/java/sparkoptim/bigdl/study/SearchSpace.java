// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import java.util.Map;
import sparkoptim.study.Course;
import sparkoptim.study.Sample;

/** Runs of all contenders with all seeds, each at one rate. */
record SearchSpace(Map<String, Double> rates, Map<String, List<NetworkRun>> runs) {
  /** Returns the training loss in the end. */
  Sample loss(String name) {
    List<NetworkRun> all = runs.get(name);
    return Sample.over(all.size(), seed -> all.get(seed).loss());
  }

  /** Returns the accuracy on held-out rows in the end. */
  Sample accuracy(String name) {
    List<NetworkRun> all = runs.get(name);
    return Sample.over(all.size(), seed -> all.get(seed).accuracy());
  }

  /**
   * Returns the number of gradients of every row that each of its runs took; those of the first
   * seed.
   */
  double passes(String name) {
    return runs.get(name).get(0).passes();
  }

  /** Returns the mean training loss over passes. */
  Course losses(String name) {
    return Course.mean(runs.get(name).stream().map(NetworkRun::losses).toList());
  }

  /** Returns the mean held-out accuracy over passes. */
  Course accuracies(String name) {
    return Course.mean(runs.get(name).stream().map(NetworkRun::accuracies).toList());
  }
}
