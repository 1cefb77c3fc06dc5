// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rows as cells: equal points with a count.
 *
 * <p>Beyond a limit of cells the numbers lose their last bits, as few as bring the cells within the
 * limit; before that, units are put together into groups that have some cells each. What is lost
 * depends on the set of points alone, so that the cells are the same for any partitioning.
 */
final class Cells implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int WIDTH = 6; // kind, three numbers, weight, unit
  private static final int UNIT = 5;
  private static final int CELLS_OF_GROUP = 64;
  private static final int SMALLEST = 64;
  private static final int MOST_CUT = 56; // sign, most of the exponent: more kinds than the limit

  private final int limit;
  private long[] keys = new long[SMALLEST * WIDTH];
  private long[] counts = new long[SMALLEST]; // 0: a free place
  private int size;
  private int cut;
  private boolean grouped;

  Cells(int limit) {
    this.limit = limit;
  }

  /** Returns whether every number is as it was. */
  boolean isExact() {
    return cut == 0 && !grouped;
  }

  int size() {
    return size;
  }

  void add(Point point) {
    long weight = Double.doubleToRawLongBits(point.weight);
    add(point.kind, point.first, point.second, point.third, weight, point.unit, 1);
  }

  void merge(Cells other) {
    if (other.grouped && !grouped) {
      group();
    }
    while (cut < other.cut) {
      cutOneBit();
    }
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] > 0) {
        addFrom(other.keys, i * WIDTH, other.counts[i]);
      }
    }
  }

  /** Visits a cell. */
  interface Visitor {
    /** Takes the middle of the cell, its count and a hash of its key. */
    void visit(Point point, long count, long hash);
  }

  /** Visits all cells, those with a large first number first, in an order of their keys alone. */
  void forEach(Visitor visitor) {
    var point = new Point();
    long middle = cut == 0 ? 0 : 1L << (cut - 1);
    IntStream.range(0, counts.length)
        .filter(i -> counts[i] > 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(i -> keys[i * WIDTH + 1])
                .reversed()
                .thenComparing(this::compare))
        .forEach(
            i -> {
              int at = i * WIDTH;
              point.kind = keys[at];
              point.first = keys[at + 1] + middle;
              point.second = keys[at + 2] + middle;
              point.third = keys[at + 3] + middle;
              point.weight = Double.longBitsToDouble(keys[at + 4]);
              point.unit = keys[at + UNIT];
              visitor.visit(point, counts[i], hash(at));
            });
  }

  private int compare(int a, int b) {
    for (int k = 0; k < WIDTH; k++) {
      int order = Long.compare(keys[a * WIDTH + k], keys[b * WIDTH + k]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private void addFrom(long[] from, int at, long count) {
    add(from[at], from[at + 1], from[at + 2], from[at + 3], from[at + 4], from[at + UNIT], count);
  }

  private void add(
      long kind, long first, long second, long third, long weight, long unit, long count) {
    long mask = -1L << cut;
    int place =
        place(kind, first & mask, second & mask, third & mask, weight & mask, grouped(unit));
    boolean isNew = counts[place] == 0;
    counts[place] += count;
    if (isNew) {
      size++;
      if (size > limit && unit != 0 && !grouped) {
        group();
      }
      while (size > limit && cut < MOST_CUT) {
        cutOneBit();
      }
      if (size > counts.length / 2) {
        rebuild(counts.length * 2);
      }
    }
  }

  /** Returns the place of a key, entered there if it is new. */
  private int place(long kind, long first, long second, long third, long weight, long unit) {
    int last = counts.length - 1;
    int place = (int) hash(kind, first, second, third, weight, unit) & last;
    while (counts[place] > 0) {
      int at = place * WIDTH;
      if (keys[at + 1] == first
          && keys[at] == kind
          && keys[at + 2] == second
          && keys[at + 3] == third
          && keys[at + 4] == weight
          && keys[at + UNIT] == unit) {
        return place;
      }
      place = place + 1 & last;
    }
    int at = place * WIDTH;
    keys[at] = kind;
    keys[at + 1] = first;
    keys[at + 2] = second;
    keys[at + 3] = third;
    keys[at + 4] = weight;
    keys[at + UNIT] = unit;
    return place;
  }

  private long grouped(long unit) {
    int groups = Math.max(1, limit / CELLS_OF_GROUP);
    boolean isGroup = unit >= 0 && unit <= groups; // 0 is no unit
    return grouped && !isGroup ? 1 + Long.remainderUnsigned(unit, groups) : unit;
  }

  private void group() {
    grouped = true;
    rebuild(counts.length);
  }

  private void cutOneBit() {
    cut++;
    rebuild(counts.length);
  }

  private void rebuild(int places) {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[places * WIDTH];
    counts = new long[places];
    size = 0;
    long mask = -1L << cut;
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0) {
        int at = i * WIDTH;
        int place =
            place(
                oldKeys[at],
                oldKeys[at + 1] & mask,
                oldKeys[at + 2] & mask,
                oldKeys[at + 3] & mask,
                oldKeys[at + 4] & mask,
                grouped(oldKeys[at + UNIT]));
        size += counts[place] == 0 ? 1 : 0;
        counts[place] += oldCounts[i];
      }
    }
  }

  private long hash(int at) {
    return hash(keys[at], keys[at + 1], keys[at + 2], keys[at + 3], keys[at + 4], keys[at + UNIT]);
  }

  private static long hash(long kind, long first, long second, long third, long weight, long unit) {
    long hash = Hash.mix(kind);
    hash = Hash.mix(hash + first);
    hash = Hash.mix(hash + second);
    hash = Hash.mix(hash + third);
    hash = Hash.mix(hash + weight);
    return unit == 0 ? hash : Hash.mix(hash + unit);
  }
}
