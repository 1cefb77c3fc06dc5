// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Values of one column in a sample, each with the number of rows that have it. */
final class ColumnSample {
  private final double[] values;
  private final long[] rows;
  private int size;

  ColumnSample(int most) {
    values = new double[most];
    rows = new long[most];
  }

  void add(double value, long count) {
    values[size] = value;
    rows[size++] = count;
  }

  long rows() {
    return Arrays.stream(rows, 0, size).sum();
  }

  /** Sorts by value. */
  ColumnSample sorted() {
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Double.compare(values[a], values[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    ColumnSample sorted = new ColumnSample(size);
    for (int place : order) {
      sorted.add(values[place], rows[place]);
    }
    return sorted;
  }

  /** Returns the value below or at which a part of the rows lies; of a sorted sample. */
  double quantile(double part) {
    double wanted = part * rows();
    long below = 0;
    for (int i = 0; i < size; i++) {
      below += rows[i];
      if (below >= wanted) {
        return values[i];
      }
    }
    return size == 0 ? Double.NaN : values[size - 1];
  }

  /** Returns the ends of as many bins of about as many rows each; fewer where values repeat. */
  double[] cuts(int bins) {
    return IntStream.range(1, bins)
        .mapToDouble(i -> quantile((double) i / bins))
        .distinct()
        .toArray();
  }

  /** Returns the rows in each bin: up to the first end, up to the next, ..., beyond the last. */
  long[] counts(double[] cuts) {
    long[] counts = new long[cuts.length + 1];
    for (int i = 0; i < size; i++) {
      int at = Arrays.binarySearch(cuts, values[i]);
      counts[at < 0 ? -at - 1 : at] += rows[i];
    }
    return counts;
  }
}
