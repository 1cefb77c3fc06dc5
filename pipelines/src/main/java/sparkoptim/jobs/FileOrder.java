// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The place of every row in file order: files by name, rows in the order of a file. Rows of a table
 * or a query have the order of their partitions.
 *
 * <p>Spark packs parts of files into partitions by size, so the order of partitions is not that of
 * the files, and it changes with the number of cores. Here every row is marked, as it is read, with
 * the part it came from (file and offset) and a number that rises within a partition; the rows of
 * each part are counted, and the running sums of the counts in file order turn the numbers into
 * places.
 */
final class FileOrder implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String FILE = "__file";
  static final String START = "__start";
  static final String NUMBER = "__number";

  /** Whether rows have come from files: only then does their order mean something by itself. */
  private final boolean ofFiles;

  private final String[] files;
  private final long[] firstNumbers;
  private final long[] firstPlaces;
  private final long rows;

  private FileOrder(List<FilePart> parts, boolean ofFiles) {
    this.ofFiles = ofFiles;
    List<FilePart> inOrder = new ArrayList<>(parts);
    inOrder.sort(
        Comparator.comparing(FilePart::file)
            .thenComparingLong(FilePart::start)
            .thenComparingLong(FilePart::firstNumber));
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

  /** Rows of one file, or of a part of it, that one task reads one after the other. */
  private record FilePart(String file, long start, long firstNumber, long rows) {}

  /** Returns the columns that mark rows as they are read. */
  static Column[] marks(Dataset<Row> rows) {
    Column number = functions.monotonically_increasing_id().as(NUMBER);
    try {
      Column metadata = rows.metadataColumn("_metadata");
      return new Column[] {
        metadata.getField("file_path").as(FILE),
        metadata.getField("file_block_start").as(START),
        number
      };
    } catch (Exception e) { // an AnalysisException, which Scala does not declare: no files
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      return new Column[] {
        functions.lit("").as(FILE), functions.lit(0L).as(START), number,
      };
    }
  }

  /** Returns the order of rows that have their marks. One pass over three columns, now. */
  static FileOrder of(Dataset<Row> marked) {
    Column number = functions.col(NUMBER);
    List<Row> parts =
        marked
            .groupBy(
                functions.col(FILE),
                functions.col(START),
                functions.shiftright(number, 33)) // the partition
            .agg(functions.min(number), functions.count(functions.lit(1)))
            .collectAsList();
    return new FileOrder(
        parts.stream()
            .map(p -> new FilePart(p.getString(0), p.getLong(1), p.getLong(3), p.getLong(4)))
            .toList(),
        parts.stream().noneMatch(part -> part.getString(0).isEmpty()));
  }

  /** Returns whether the rows have come from files. */
  boolean ofFiles() {
    return ofFiles;
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
    int part = part(number);
    String file = files[part];
    long first = Long.MAX_VALUE;
    for (int i = 0; i < files.length; i++) {
      first = files[i].equals(file) ? Math.min(first, firstPlaces[i]) : first;
    }
    String row = Text.of("%s %,d", unit, place(number) - first + 1);
    return file.isEmpty() ? row : Inputs.readable(file) + ", " + row;
  }

  /** Returns a column with what a split says of each row. */
  Column isTest(Split split) {
    return functions
        .udf((Long number) -> split.isTest(place(number)), DataTypes.BooleanType)
        .apply(functions.col(NUMBER));
  }

  private int part(long number) {
    int at = Arrays.binarySearch(firstNumbers, number);
    return at >= 0 ? at : -at - 2;
  }
}
