// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Rows of one data format. Other jars bring theirs by a {@link SourceProvider}. */
public interface Source {

  /**
   * Returns the rows of an input that is known to exist, checked as far as the format allows.
   *
   * @param like the schema of the training rows, which these must agree with
   * @param spark the session that reads
   * @param input what {@code data.train}, {@code data.test} or {@code input} names
   * @throws JobException naming the input, the rule, the file and the line or value
   */
  Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like);

  /**
   * Returns whether inputs are paths of a file system, at which something must be before they are
   * read.
   */
  default boolean readsFiles() {
    return true;
  }
}
