// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;
import java.util.TreeMap;
import sparkoptim.core.LoopState;
import sparkoptim.core.Stateful;

/** A copy of something's changing fields, in the form in which BigDL's files can hold it. */
final class FieldStore implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, double[]> vectors = new TreeMap<>();
  private final TreeMap<String, Double> numbers = new TreeMap<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();

  private FieldStore() {}

  static FieldStore of(Stateful saved) {
    LoopState state = LoopState.of(saved);
    FieldStore store = new FieldStore();
    store.vectors.putAll(state.vectors());
    store.numbers.putAll(state.numbers());
    store.counts.putAll(state.counts());
    return store;
  }

  /**
   * Fills the fields of something that was made in the same way.
   *
   * @throws IllegalStateException if a vector has another length, or a field is not in the store
   */
  void restore(Stateful saved) {
    try {
      LoopState.of(vectors, numbers, counts).restore(saved);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the saved history is of another slice or other settings; forget() drops it: "
              + e.getMessage(),
          e);
    }
  }
}
