// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows to fit by logistic regression.
 *
 * @param data columns {@code label} (0, 1, ...) and {@code features}
 * @param regParams a fit each
 * @param must least ratio of MLlib's seconds to ours, and {@code aim} what it should be
 * @param rounds that count
 */
record LinearCase(
    Part part,
    String name,
    Supplier<Dataset<Row>> data,
    boolean standardization,
    List<Double> regParams,
    double must,
    double aim,
    int rounds) {
  /** Which cases belong together, for runs of some alone. */
  enum Part {
    REAL,
    DENSE,
    SPARSE,
    FIXED
  }
}
