// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Parquet files, as any job or {@code score} writes them. */
record ParquetSource(DataSettings settings) implements Source {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    Inputs.firstFile(spark, input)
        .filter(file -> !Inputs.startsWith(spark, file, MAGIC))
        .ifPresent(
            file -> {
              throw new JobException(
                  input.key() + ": not a Parquet file (it does not begin with PAR1): " + file);
            });
    return spark.read().options(settings.options()).parquet(input.path());
  }
}
