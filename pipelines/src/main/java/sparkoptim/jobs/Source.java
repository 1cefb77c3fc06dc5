package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** One data format. */
sealed interface Source permits CsvSource, IdxSource, LibsvmSource, ParquetSource {

  /**
   * The rows of an input that is known to exist, checked as far as the format allows.
   *
   * @param like the schema of the training rows, which these must agree with
   * @throws JobException naming the input, the rule, the file and the line or value
   */
  Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like);

  /** The rows, each with its place in file order. */
  default JavaPairRDD<Row, Long> ordered(Dataset<Row> rows) {
    return FileOrder.ordered(rows);
  }

  static Source of(DataSettings settings) {
    return switch (settings.format()) {
      case CSV -> new CsvSource(settings);
      case IDX -> new IdxSource(settings);
      case LIBSVM -> new LibsvmSource(settings);
      case PARQUET -> new ParquetSource(settings);
    };
  }
}
