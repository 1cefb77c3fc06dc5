// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.RDDInfo;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.engine.ProgressListener;
import sparkoptim.engine.ProgressListeners;
import sparkoptim.ml.LogisticRegression;

/**
 * Bytes of rows that Spark reports as cached while a fit trains, in memory and on disk, over the
 * payload: values, column indices of sparse vectors, and labels. The most that was seen counts.
 */
final class CachedBytes {
  private static final double MUST = 1.15;
  private static final double AIM = 1.05;

  private CachedBytes() {}

  static Figure measure(String name, Dataset<Row> data) {
    SparkContext spark = data.sparkSession().sparkContext();
    AtomicLong most = new AtomicLong();
    ProgressListener look = progress -> most.accumulateAndGet(cached(spark), Math::max);
    ProgressListeners.add(look);
    try {
      new LogisticRegression().setRegParam(1e-4).setTol(0).setMaxIter(200).fit(data);
    } finally {
      ProgressListeners.remove(look);
    }
    long payload = payload(data);
    return Figure.ratio("cached bytes / payload, " + name, (double) most.get() / payload)
        .better(Direction.LOWER)
        .must(MUST)
        .aim(AIM)
        .spread(0) // the same number of bytes in every run
        .details(String.format(Locale.ROOT, "%,d / %,d bytes", most.get(), payload));
  }

  private static long cached(SparkContext spark) {
    return Arrays.stream(spark.getRDDStorageInfo())
        .filter(info -> info.name().startsWith("sparkoptim"))
        .mapToLong(CachedBytes::stored)
        .sum();
  }

  private static long stored(RDDInfo info) {
    return info.memSize() + info.diskSize();
  }

  private static long payload(Dataset<Row> data) {
    return data.select("features")
        .javaRDD()
        .map(row -> CachedBytes.bytes(row.<Vector>getAs(0)))
        .reduce(Long::sum);
  }

  private static long bytes(Vector vector) {
    long entry = vector instanceof DenseVector ? Double.BYTES : Double.BYTES + Integer.BYTES;
    return Double.BYTES + entry * vector.numActives();
  }
}
