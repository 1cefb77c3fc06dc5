// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The number of rows that a reader marked as corrupt, and the first of them. */
final class BadRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private long count;
  private String file = "";
  private String text = "";

  /** One pass over all columns: Spark checks a row only as far as its columns are asked for. */
  static BadRows of(Dataset<Row> marked, String markColumn) {
    int mark = marked.schema().fieldIndex(markColumn);
    int file = marked.columns().length;
    List<BadRows> parts =
        marked
            .withColumn("_file", functions.input_file_name())
            .javaRDD()
            .mapPartitions(partition -> count(partition, mark, file))
            .collect();
    var all = new BadRows();
    parts.forEach(all::merge);
    return all;
  }

  long rows() {
    return rows;
  }

  long count() {
    return count;
  }

  String file() {
    return file;
  }

  String text() {
    return text;
  }

  private static Iterator<BadRows> count(Iterator<Row> partition, int mark, int file) {
    var bad = new BadRows();
    while (partition.hasNext()) {
      Row row = partition.next();
      bad.rows++;
      if (!row.isNullAt(mark) && bad.count++ == 0) {
        bad.text = row.getString(mark);
        bad.file = row.getString(file);
      }
    }
    return List.of(bad).iterator();
  }

  private void merge(BadRows other) {
    if (count == 0) {
      file = other.file;
      text = other.text;
    }
    rows += other.rows;
    count += other.count;
  }
}
