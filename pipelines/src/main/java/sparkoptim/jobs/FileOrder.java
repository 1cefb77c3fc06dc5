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
 * Gives rows of files their place in file order: files by name, rows as they stand in a file.
 *
 * <p>Spark packs pieces of files into partitions by size, so the order of partitions is not that of
 * the files, and it changes with the number of cores. Here every row says which piece it came from
 * (file and offset); one pass counts the rows of each piece, and the running sums of the counts in
 * file order number the rows.
 */
final class FileOrder {
  private FileOrder() {}

  /** The rows of a data frame that was read from files, each with its place. One pass now. */
  static JavaPairRDD<Row, Long> ordered(Dataset<Row> rows) {
    // One RDD for both passes: its pieces are fixed once, whatever the cluster does in between.
    JavaRDD<Row> placed =
        rows.select(
                functions.struct("*").as("row"),
                functions.col("_metadata.file_path").as("file"),
                functions.col("_metadata.file_block_start").as("start"))
            .javaRDD();
    Map<String, Long> offsets = offsets(placed.mapPartitions(FileOrder::count).collect());
    return placed.mapPartitionsToPair(partition -> number(partition, offsets));
  }

  /** The rows of one piece of a file. */
  static final class Piece implements Serializable {
    private static final long serialVersionUID = 1L;
    private String file;
    private long start;
    private long rows;
  }

  private static Iterator<Piece> count(Iterator<Row> partition) {
    List<Piece> pieces = new ArrayList<>();
    Piece piece = null;
    while (partition.hasNext()) {
      Row row = partition.next();
      if (piece == null || piece.start != row.getLong(2) || !piece.file.equals(row.getString(1))) {
        piece = new Piece();
        piece.file = row.getString(1);
        piece.start = row.getLong(2);
        pieces.add(piece);
      }
      piece.rows++;
    }
    return pieces.iterator();
  }

  private static Map<String, Long> offsets(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparing((Piece p) -> p.file).thenComparingLong(p -> p.start));
    Map<String, Long> offsets = new HashMap<>();
    long next = 0;
    for (Piece piece : sorted) {
      offsets.put(key(piece.file, piece.start), next);
      next += piece.rows;
    }
    return offsets;
  }

  private static Iterator<Tuple2<Row, Long>> number(
      Iterator<Row> partition, Map<String, Long> offsets) {
    return new Iterator<>() {
      private String piece = "";
      private long next;

      @Override
      public boolean hasNext() {
        return partition.hasNext();
      }

      @Override
      public Tuple2<Row, Long> next() {
        Row row = partition.next();
        String key = key(row.getString(1), row.getLong(2));
        if (!key.equals(piece)) {
          piece = key;
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
