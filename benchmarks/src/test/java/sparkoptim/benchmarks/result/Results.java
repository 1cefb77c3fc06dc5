// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.util.List;
import java.util.Map;

/** Results to test with. */
final class Results {
  private Results() {}

  static RunRecord run(String machine) {
    return new RunRecord(
        "2026-01-02",
        machine,
        0.5,
        "17",
        "3.5.7",
        "local[2]",
        Map.of("peer", "numpy 1"),
        "0123456789",
        false,
        "bin/bench rules",
        null,
        null);
  }

  /** Of figures without labels, measured on a machine of this name. */
  static BenchmarkResult of(String machine, Figure... figures) {
    return new BenchmarkResult("rules", run(machine), List.of(), List.of(figures));
  }
}
