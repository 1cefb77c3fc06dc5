// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sparkoptim.core.sharded.ShardedProblem;

/** The names of what computes in processes. */
final class Backends {
  /** What gives the same bits everywhere, as linear problems do on the CPU. */
  private static final String JAVA = "Java, StrictMath";

  private Backends() {}

  /** Returns what computes a problem in this process or task. */
  static String here(ShardedProblem problem) {
    String arithmetic = problem.arithmetic();
    return arithmetic.isEmpty() ? JAVA : arithmetic;
  }

  /** Returns each name once, in the order of first appearance. */
  static List<String> distinct(List<String> first, List<String> then) {
    Set<String> all = new LinkedHashSet<>(first);
    all.addAll(then);
    return List.copyOf(all);
  }

  /** Two that would not give the same bits were asked for one sum. */
  static IllegalArgumentException mixed(String who, String first, String second) {
    return new IllegalArgumentException(
        ("%s compute with different backends, %s and %s, and would not give the same bits; device ="
                + " cpu has none but the CPU's, and spark.sparkoptim.allowMixedBackends=true lets"
                + " them")
            .formatted(who, first, second));
  }
}
