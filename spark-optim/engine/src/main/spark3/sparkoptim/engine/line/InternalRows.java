// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.line;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows as Spark has them inside. */
public final class InternalRows {
  private InternalRows() {}

  /** Returns a data set of them. */
  public static Dataset<Row> dataset(SparkSession spark, RDD<InternalRow> rows, StructType schema) {
    return spark.internalCreateDataFrame(rows, schema, false);
  }
}
