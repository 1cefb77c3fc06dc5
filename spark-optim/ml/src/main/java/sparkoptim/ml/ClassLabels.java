// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import org.apache.spark.ml.param.shared.HasThresholds;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Dataset;
import scala.Option;
import sparkoptim.core.PlainText;
import sparkoptim.engine.rows.RowRules;

/** What a classifier has to know of its label column: how many classes, and how often each is. */
final class ClassLabels {
  /** Labels beyond this are taken for a mistake, as in MLlib, unless the schema says otherwise. */
  static final int MOST_CLASSES = 100;

  /** More than anybody has trained by softmax: what the schema says then is a mistake. */
  private static final int MOST_KNOWN = 1 << 20;

  private final int known;

  private ClassLabels(int known) {
    this.known = known;
  }

  /** Reads the column's metadata, where it has any. */
  static ClassLabels of(Dataset<?> dataset, String column) {
    Option<Object> classes = MetadataUtils.getNumClasses(dataset.schema().apply(column));
    int known = classes.isDefined() ? (Integer) classes.get() : 0;
    if (known > MOST_KNOWN) {
      throw new IllegalArgumentException(
          PlainText.of(
              "column %s: its metadata tells of %d classes, more than the %d that can be trained; is it a number, not a class?",
              column, known, MOST_KNOWN));
    }
    return new ClassLabels(known);
  }

  /**
   * Checks the thresholds of a stage, before anything is trained, or of a model.
   *
   * @throws IllegalArgumentException if there is not one a class
   */
  static void requireThresholds(HasThresholds stage, int classes) {
    if (stage.isDefined(stage.thresholds())) {
      int length = stage.getOrDefault(stage.thresholds()).length;
      if (length != classes) {
        throw new IllegalArgumentException(
            PlainText.of("thresholds must have one value per class, %d, had %d", classes, length));
      }
    }
  }

  /** Returns whether the metadata tell the number of classes. */
  boolean areKnown() {
    return known > 0;
  }

  /** Returns the number of classes above which a label is a mistake. */
  private int most() {
    return known > 0 ? known : MOST_CLASSES;
  }

  /** Returns what rows have to be. */
  RowRules rules(String label, String features, String weight) {
    return new RowRules(label, features, weight, most(), known > 0);
  }

  /** Returns the number of classes of rows with a largest label; at least 2. */
  int count(int largestLabel) {
    return Math.max(2, orOne(largestLabel));
  }

  /** Returns the number of classes of rows with a largest label, which may be 1. */
  int orOne(int largestLabel) {
    return Math.max(known, largestLabel + 1);
  }

  /** Returns the only label that has weight; -1 if there are several, or none. */
  static int only(double[] weights) {
    int only = -1;
    for (int label = 0; label < weights.length; label++) {
      if (weights[label] > 0) {
        if (only >= 0) {
          return -1;
        }
        only = label;
      }
    }
    return only;
  }

  /** Returns the best binary intercept for zero coefficients; 0 where a class is missing. */
  static double[] logOdds(double[] weights) {
    boolean both = weights[0] > 0 && weights[1] > 0;
    return new double[] {both ? StrictMath.log(weights[1] / weights[0]) : 0};
  }

  /** Returns intercepts of all classes to start from, with mean 0. */
  static double[] logShares(double[] weights) {
    double[] logs = Arrays.stream(weights).map(StrictMath::log1p).toArray();
    double mean = Arrays.stream(logs).sum() / logs.length;
    return Arrays.stream(logs).map(log -> log - mean).toArray();
  }
}
