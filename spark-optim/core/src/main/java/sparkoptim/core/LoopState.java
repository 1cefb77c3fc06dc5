package sparkoptim.core;

import java.io.Serializable;
import java.util.LinkedHashMap;
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

  /** Copies the fields of {@code saved}. */
  public static LoopState of(Saved saved) {
    LoopState state = new LoopState();
    saved.fields(state.new Save(""));
    return state;
  }

  /**
   * Puts the values back into a fresh object of the same settings.
   *
   * @throws IllegalArgumentException if a field is missing here or a vector has another length
   */
  public void restore(Saved saved) {
    saved.fields(new Restore(""));
  }

  /** Vectors by name, in the order of the visit. */
  public Map<String, double[]> vectors() {
    return vectors;
  }

  /** Numbers by name. */
  public Map<String, Double> numbers() {
    return numbers;
  }

  /** Counts by name. */
  public Map<String, Long> counts() {
    return counts;
  }

  private final class Save implements Fields {
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
    public Fields in(String part) {
      return new Save(prefix + part + ".");
    }

    private void once(Object earlier, String name) {
      if (earlier != null) {
        throw new IllegalStateException("field " + prefix + name + " is named twice");
      }
    }
  }

  private final class Restore implements Fields {
    private final String prefix;

    Restore(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void vector(String name, double[] held) {
      double[] stored = stored(vectors, name);
      if (stored.length != held.length) {
        throw new IllegalArgumentException(
            "state field %s%s has %d values, this run needs %d"
                .formatted(prefix, name, stored.length, held.length));
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
    public Fields in(String part) {
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
