// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The place of every row in file order: files by name, rows in the order of a file. Rows of a table
 * or a query have the order of their partitions.
 *
 * <p>Spark packs parts of files into partitions by size, so the order of partitions is not that of
 * the files, and it changes with the number of cores. Here rows are kept by the part they came from
 * (file and offset), with a number that rises within a partition; the running sums of the counts in
 * file order turn numbers into places.
 */
final class FileOrder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String[] files;
  private final long[] firstNumbers;
  private final long[] firstPlaces;
  private final long rows;

  private FileOrder(List<FilePart> parts) {
    List<FilePart> inOrder = new ArrayList<>(parts);
    inOrder.sort(
        Comparator.<FilePart, String>comparing(part -> part.file)
            .thenComparingLong(part -> part.start)
            .thenComparingLong(part -> part.firstNumber));
    long next = 0;
    List<long[]> places = new ArrayList<>();
    for (FilePart part : inOrder) {
      places.add(new long[] {part.firstNumber, next, places.size()});
      next += part.rows;
    }
    rows = next;
    places.sort(Comparator.comparingLong(place -> place[0]));
    firstNumbers = places.stream().mapToLong(place -> place[0]).toArray();
    firstPlaces = places.stream().mapToLong(place -> place[1]).toArray();
    files = places.stream().map(p -> inOrder.get((int) p[2]).file).toArray(String[]::new);
  }

  static FileOrder of(List<FilePart> parts) {
    return new FileOrder(parts);
  }

  /** Rows of one file, or of a part of it, that one task reads one after the other. */
  static final class FilePart implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long start;
    private final long firstNumber;
    private long rows;

    private FilePart(String file, long start, long firstNumber) {
      this.file = file;
      this.start = start;
      this.firstNumber = firstNumber;
    }

    /** Adds rows to the last part, if they are of it and without a gap, or to a new one. */
    static void add(List<FilePart> parts, String file, long start, long number, long rows) {
      FilePart last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
      boolean same =
          last != null
              && last.start == start
              && last.file.equals(file)
              && last.firstNumber + last.rows == number;
      if (!same) {
        last = new FilePart(file, start, number);
        parts.add(last);
      }
      last.rows += rows;
    }
  }

  /** Returns whether the rows have come from files: only then have they an order of their own. */
  boolean ofFiles() {
    return Arrays.stream(files).noneMatch(String::isEmpty);
  }

  long rows() {
    return rows;
  }

  /** Returns the place of the row with a number. */
  long place(long number) {
    int part = part(number);
    return firstPlaces[part] + number - firstNumbers[part];
  }

  /** Returns the file and the row's place in it, from 1, as errors name it. */
  String named(long number, String unit) {
    String file = files[part(number)];
    long first = Long.MAX_VALUE;
    for (int i = 0; i < files.length; i++) {
      first = files[i].equals(file) ? Math.min(first, firstPlaces[i]) : first;
    }
    String row = Text.of("%s %,d", unit, place(number) - first + 1);
    return file.isEmpty() ? row : Inputs.readable(file) + ", " + row;
  }

  private int part(long number) {
    int at = Arrays.binarySearch(firstNumbers, number);
    return at >= 0 ? at : -at - 2;
  }
}
