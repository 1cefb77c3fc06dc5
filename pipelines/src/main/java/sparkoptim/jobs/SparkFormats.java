// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.package$;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.execution.datasources.DataSource$;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.DataSourceRegister;

/** The formats that Spark knows by name here, and where to get well-known others. */
final class SparkFormats {
  private static final boolean THREE = package$.MODULE$.SPARK_VERSION().startsWith("3.");
  private static final String SCALA = THREE ? "2.12" : "2.13";

  /** Versions for Spark 3.5; Avro has Spark's own. */
  private static final Map<String, String> FOR_THREE =
      Map.of(
          "avro", "org.apache.spark:spark-avro_%s:%s",
          "delta", "io.delta:delta-spark_%s:3.3.2",
          "iceberg", "org.apache.iceberg:iceberg-spark-runtime-3.5_%s:1.9.2",
          "hudi", "org.apache.hudi:hudi-spark3.5-bundle_%s:1.0.2",
          "xml", "com.databricks:spark-xml_%s:0.18.0",
          "excel", "dev.mauch:spark-excel_%s:3.5.6_0.31.2",
          "mongodb", "org.mongodb.spark:mongo-spark-connector_%s:10.5.0",
          "bigquery", "com.google.cloud.spark:spark-bigquery-with-dependencies_%s:0.42.2",
          "org.apache.spark.sql.cassandra",
              "com.datastax.spark:spark-cassandra-connector_%s:3.5.1");

  /** Spark 4 reads XML itself. */
  private static final Map<String, String> FOR_FOUR =
      Map.of(
          "avro", "org.apache.spark:spark-avro_%s:%s",
          "delta", "io.delta:delta-spark_%s:4.0.0");

  private static final Map<String, String> PACKAGES = THREE ? FOR_THREE : FOR_FOUR;

  private SparkFormats() {}

  /** Returns the format that Spark finds by this name; nothing where its package is missing. */
  static Optional<DataFormat> find(String name) {
    Class<?> type;
    try {
      type = DataSource$.MODULE$.lookupDataSource(name, SQLConf.get());
    } catch (Exception e) { // Scala does not declare what it throws
      if (e instanceof ClassNotFoundException || e instanceof AnalysisException) {
        return Optional.empty();
      }
      throw e;
    }
    boolean files =
        FileFormat.class.isAssignableFrom(type) || FileDataSourceV2.class.isAssignableFrom(type);
    DataFormat.Kind kind = files ? DataFormat.Kind.FILES : DataFormat.Kind.OTHER;
    return Optional.of(new DataFormat(name, kind, null));
  }

  /** Returns the package that brings a well-known format, as {@code --packages} takes it. */
  static Optional<String> packageOf(String name) {
    return Optional.ofNullable(PACKAGES.get(name.toLowerCase(Locale.ROOT)))
        .map(text -> text.formatted(SCALA, package$.MODULE$.SPARK_VERSION()));
  }

  /**
   * Returns the short names of the class path's formats, and of those that we know where to get.
   */
  static List<String> names() {
    List<String> names = new ArrayList<>(PACKAGES.keySet());
    ServiceLoader.load(DataSourceRegister.class, Thread.currentThread().getContextClassLoader())
        .stream()
        .forEach(
            provider -> {
              try {
                names.add(provider.get().shortName());
              } catch (RuntimeException | LinkageError e) {
                // it cannot be loaded, so it cannot be meant
              }
            });
    return names;
  }
}
