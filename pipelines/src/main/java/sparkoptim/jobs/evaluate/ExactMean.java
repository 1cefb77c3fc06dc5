// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** The mean of a column, with the same bits for any partitioning. */
public final class ExactMean {
  private ExactMean() {}

  /** Returns the mean of all values that are there; 0 where there is none. */
  public static double of(Dataset<Row> rows, String column) {
    String quoted = "`" + column.replace("`", "``") + "`";
    Dataset<Row> values =
        rows.select(functions.col(quoted).cast(DataTypes.DoubleType).as("value"))
            .where(functions.col("value").isNotNull());
    List<ExactSum> sums =
        values.javaRDD().mapPartitions(part -> List.of(sum(part)).iterator()).collect();
    long count = values.count();
    ExactSum all = new ExactSum();
    sums.forEach(all::merge);
    return count == 0 ? 0 : all.value() / count;
  }

  private static ExactSum sum(Iterator<Row> rows) {
    ExactSum sum = new ExactSum();
    rows.forEachRemaining(row -> sum.add(row.getDouble(0)));
    return sum;
  }
}
