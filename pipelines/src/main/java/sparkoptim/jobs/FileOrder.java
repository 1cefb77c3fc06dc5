// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * Gives rows of files their place in file order: files by name, rows in the order of a file.
 *
 * <p>Spark packs parts of files into partitions by size, so the order of partitions is not that of
 * the files, and it changes with the number of cores. Here every row says which part it came from
 * (file and offset); one pass counts the rows of each part, and the running sums of the counts in
 * file order number the rows.
 */
final class FileOrder {
  private FileOrder() {}

  /**
   * Returns the rows of a data frame that was read from files, each with its place. One pass now.
   */
  static JavaPairRDD<Row, Long> ordered(Dataset<Row> rows) {
    // One RDD for both passes: its parts are fixed once, whatever the cluster does in between.
    JavaRDD<Row> placed =
        rows.select(
                functions.struct("*").as("row"),
                functions.col("_metadata.file_path").as("file"),
                functions.col("_metadata.file_block_start").as("start"))
            .javaRDD();
    Map<String, Long> offsets = offsets(placed.mapPartitions(FileOrder::count).collect());
    return placed.mapPartitionsToPair(partition -> number(partition, offsets));
  }

  /** The rows of one part of a file. */
  static final class FilePart implements Serializable {
    private static final long serialVersionUID = 1L;
    private String file;
    private long start;
    private long rows;
  }

  private static Iterator<FilePart> count(Iterator<Row> partition) {
    List<FilePart> parts = new ArrayList<>();
    FilePart part = null;
    while (partition.hasNext()) {
      Row row = partition.next();
      if (part == null || part.start != row.getLong(2) || !part.file.equals(row.getString(1))) {
        part = new FilePart();
        part.file = row.getString(1);
        part.start = row.getLong(2);
        parts.add(part);
      }
      part.rows++;
    }
    return parts.iterator();
  }

  private static Map<String, Long> offsets(List<FilePart> parts) {
    List<FilePart> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparing((FilePart p) -> p.file).thenComparingLong(p -> p.start));
    Map<String, Long> offsets = new HashMap<>();
    long next = 0;
    for (FilePart part : sorted) {
      offsets.put(key(part.file, part.start), next);
      next += part.rows;
    }
    return offsets;
  }

  private static Iterator<Tuple2<Row, Long>> number(
      Iterator<Row> partition, Map<String, Long> offsets) {
    return new Iterator<>() {
      private String part = "";
      private long next;

      @Override
      public boolean hasNext() {
        return partition.hasNext();
      }

      @Override
      public Tuple2<Row, Long> next() {
        Row row = partition.next();
        String key = key(row.getString(1), row.getLong(2));
        if (!key.equals(part)) {
          part = key;
          next = offsets.get(key);
        }
        return new Tuple2<>(row.getStruct(0), next++);
      }
    };
  }

  private static String key(String file, long start) {
    return start + " " + file;
  }
}
