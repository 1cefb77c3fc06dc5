// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/** A copy of something's changing fields, in the form in which BigDL's files can hold it. */
final class FieldStore implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, double[]> vectors = new TreeMap<>();
  private final TreeMap<String, Double> numbers = new TreeMap<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();

  private FieldStore() {}

  static FieldStore of(Stateful saved) {
    FieldStore store = new FieldStore();
    saved.fields(store.new Save(""));
    return store;
  }

  /**
   * Fills the fields of something that was made in the same way.
   *
   * @throws IllegalStateException if a vector has another length, or a field is not in the store
   */
  void restore(Stateful saved) {
    saved.fields(new Restore(""));
  }

  private final class Save implements StateVisitor {
    private final String prefix;

    Save(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void vector(String name, double[] held) {
      vectors.put(prefix + name, held.clone());
    }

    @Override
    public double number(String name, double value) {
      numbers.put(prefix + name, value);
      return value;
    }

    @Override
    public long count(String name, long value) {
      counts.put(prefix + name, value);
      return value;
    }

    @Override
    public StateVisitor in(String part) {
      return new Save(prefix + part + ".");
    }
  }

  private final class Restore implements StateVisitor {
    private final String prefix;

    Restore(String prefix) {
      this.prefix = prefix;
    }

    private <V> V known(Map<String, V> values, String name) {
      V value = values.get(prefix + name);
      if (value == null) {
        throw new IllegalStateException(
            "the saved history is of other settings: it has no " + prefix + name);
      }
      return value;
    }

    @Override
    public void vector(String name, double[] held) {
      double[] stored = known(vectors, name);
      if (stored.length != held.length) {
        throw new IllegalStateException(
            "the saved history is of another slice: %s has %d values there and %d here; forget() drops it"
                .formatted(prefix + name, stored.length, held.length));
      }
      System.arraycopy(stored, 0, held, 0, held.length);
    }

    @Override
    public double number(String name, double value) {
      return known(numbers, name);
    }

    @Override
    public long count(String name, long value) {
      return known(counts, name);
    }

    @Override
    public StateVisitor in(String part) {
      return new Restore(prefix + part + ".");
    }
  }
}
