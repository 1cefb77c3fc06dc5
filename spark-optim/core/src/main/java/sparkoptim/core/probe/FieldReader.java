// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/**
 * The changing fields of something, by name, without copying: vectors are live, to be read and
 * never kept or written; numbers and counts are those of the moment. A loop's names begin with
 * {@code estimator.}, {@code rule.}, {@code stepSize.} or {@code average.}.
 */
public final class FieldReader {
  private final Map<String, double[]> vectors = new TreeMap<>();
  private final Map<String, Double> numbers = new TreeMap<>();

  private FieldReader() {}

  /** Visits the fields of {@code saved}. */
  public static FieldReader of(Stateful saved) {
    FieldReader reader = new FieldReader();
    saved.fields(reader.new Read(""));
    return reader;
  }

  /**
   * Returns the held part of a vector.
   *
   * @throws IllegalArgumentException if there is none of this name, with the names that there are
   */
  public double[] vector(String name) {
    return known(vectors, "vector", name);
  }

  /**
   * Returns a number or a count.
   *
   * @throws IllegalArgumentException if there is none of this name, with the names that there are
   */
  public double number(String name) {
    return known(numbers, "number", name);
  }

  private static <T> T known(Map<String, T> values, String kind, String name) {
    T value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the run has no %s %s; it has %s"
              .formatted(kind, name, String.join(", ", values.keySet())));
    }
    return value;
  }

  private final class Read implements StateVisitor {
    private final String prefix;

    Read(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void vector(String name, double[] held) {
      vectors.put(prefix + name, held);
    }

    @Override
    public double number(String name, double value) {
      numbers.put(prefix + name, value);
      return value;
    }

    @Override
    public long count(String name, long value) {
      numbers.put(prefix + name, (double) value);
      return value;
    }

    @Override
    public StateVisitor in(String part) {
      return new Read(prefix + part + ".");
    }
  }
}
