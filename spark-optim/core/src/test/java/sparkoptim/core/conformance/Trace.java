// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.DivergedException;
import sparkoptim.core.Iteration;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;

/**
 * What a run did.
 *
 * @param states before each step and after the last
 * @param served the point that is served at these moments
 * @param end why it broke off; empty where it did not
 */
record Trace(
    List<Iteration> iterations, List<LoopState> states, List<double[]> served, String end) {
  /** Runs a loop to its end; a schedule may leave its range on the way. */
  static Trace of(Loop loop) {
    List<Iteration> iterations = new ArrayList<>();
    List<LoopState> states = new ArrayList<>(List.of(LoopState.of(loop)));
    List<double[]> served = new ArrayList<>(List.of(loop.served().clone()));
    String end = "";
    try {
      while (loop.begin()) {
        iterations.add(loop.next());
        states.add(LoopState.of(loop));
        served.add(loop.served().clone());
      }
    } catch (DivergedException | IllegalArgumentException e) {
      end = e.getMessage();
    }
    return new Trace(iterations, states, served, end);
  }

  int steps() {
    return iterations.size();
  }
}
