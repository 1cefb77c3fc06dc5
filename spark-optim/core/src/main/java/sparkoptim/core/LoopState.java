// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changing fields of a {@link Loop} at one moment, by name. Vectors and numbers only, so that
 * it can be written to a file without Java serialisation.
 */
public final class LoopState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, double[]> vectors = new LinkedHashMap<>();
  private final LinkedHashMap<String, Double> numbers = new LinkedHashMap<>();
  private final LinkedHashMap<String, Long> counts = new LinkedHashMap<>();

  /**
   * Copies the fields of {@code saved}.
   *
   * @param saved the object whose fields are visited
   * @return the copy
   */
  public static LoopState of(Stateful saved) {
    LoopState state = new LoopState();
    saved.fields(state.new Save(""));
    return state;
  }

  /**
   * Returns a state of values that were stored elsewhere; the maps are copied, the vectors are not.
   *
   * @param vectors vectors by name
   * @param numbers numbers by name
   * @param counts counts by name
   */
  public static LoopState of(
      Map<String, double[]> vectors, Map<String, Double> numbers, Map<String, Long> counts) {
    LoopState state = new LoopState();
    state.vectors.putAll(vectors);
    state.numbers.putAll(numbers);
    state.counts.putAll(counts);
    return state;
  }

  /**
   * Puts the values back into a fresh object of the same settings.
   *
   * @param saved the object whose fields are visited
   * @throws IllegalArgumentException if a field is missing here or a vector has another length
   */
  public void restore(Stateful saved) {
    saved.fields(new Restore(""));
  }

  /**
   * Returns the part of this state that belongs to the coordinates {@code from} (inclusive) to
   * {@code to} (exclusive).
   *
   * @param dimension number of coordinates of the whole vector
   * @param from first coordinate
   * @param to the coordinate after the last
   * @throws IllegalArgumentException if a vector is neither empty nor one value a coordinate
   */
  public LoopState part(int dimension, int from, int to) {
    LoopState part = new LoopState();
    vectors.forEach(
        (name, vector) -> {
          if (vector.length != 0 && vector.length != dimension) {
            throw new IllegalArgumentException(
                PlainText.of(
                    "state field %s has %d values, neither none nor one a coordinate, %d",
                    name, vector.length, dimension));
          }
          boolean empty = vector.length == 0;
          part.vectors.put(name, empty ? vector : Arrays.copyOfRange(vector, from, to));
        });
    part.numbers.putAll(numbers);
    part.counts.putAll(counts);
    return part;
  }

  /**
   * Returns the state of which ranks hold the parts, in their order; numbers are those of the
   * first.
   *
   * @param parts parts in the order of their coordinates
   */
  public static LoopState join(List<LoopState> parts) {
    LoopState first = parts.get(0);
    LoopState whole = new LoopState();
    for (String name : first.vectors.keySet()) {
      whole.vectors.put(
          name,
          parts.stream().flatMapToDouble(part -> Arrays.stream(part.vectors.get(name))).toArray());
    }
    whole.numbers.putAll(first.numbers);
    whole.counts.putAll(first.counts);
    return whole;
  }

  /**
   * Sets a number between two parts of a run: what a choice waits for and no step finds out.
   *
   * @param name its name in {@link #numbers}
   * @param value the new value
   * @throws IllegalArgumentException if there is no such number
   */
  public void setNumber(String name, double value) {
    if (numbers.replace(name, value) == null) {
      throw new IllegalArgumentException("the saved state has no number " + name);
    }
  }

  /** Returns the vectors by name, in the order of the visit. */
  public Map<String, double[]> vectors() {
    return vectors;
  }

  /** Returns the numbers by name. */
  public Map<String, Double> numbers() {
    return numbers;
  }

  /** Returns the counts by name. */
  public Map<String, Long> counts() {
    return counts;
  }

  private final class Save implements StateVisitor {
    private final String prefix;

    Save(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void vector(String name, double[] held) {
      once(vectors.put(prefix + name, held.clone()), name);
    }

    @Override
    public double number(String name, double value) {
      once(numbers.put(prefix + name, value), name);
      return value;
    }

    @Override
    public long count(String name, long value) {
      once(counts.put(prefix + name, value), name);
      return value;
    }

    @Override
    public StateVisitor in(String part) {
      return new Save(prefix + part + ".");
    }

    private void once(Object earlier, String name) {
      if (earlier != null) {
        throw new IllegalStateException("field " + prefix + name + " is named twice");
      }
    }
  }

  private final class Restore implements StateVisitor {
    private final String prefix;

    Restore(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void vector(String name, double[] held) {
      double[] stored = stored(vectors, name);
      if (stored.length != held.length) {
        throw new IllegalArgumentException(
            PlainText.of(
                "state field %s%s has %d values, this run needs %d",
                prefix, name, stored.length, held.length));
      }
      System.arraycopy(stored, 0, held, 0, held.length);
    }

    @Override
    public double number(String name, double value) {
      return stored(numbers, name);
    }

    @Override
    public long count(String name, long value) {
      return stored(counts, name);
    }

    @Override
    public boolean flag(String name, boolean value) {
      long stored = count(name, 0);
      if (stored != 0 && stored != 1) {
        throw new IllegalArgumentException(
            PlainText.of("state field %s%s must be 0 or 1, was %d", prefix, name, stored));
      }
      return stored == 1;
    }

    @Override
    public StateVisitor in(String part) {
      return new Restore(prefix + part + ".");
    }

    private <T> T stored(Map<String, T> values, String name) {
      T value = values.get(prefix + name);
      if (value == null) {
        throw new IllegalArgumentException("the saved state has no field " + prefix + name);
      }
      return value;
    }
  }
}
