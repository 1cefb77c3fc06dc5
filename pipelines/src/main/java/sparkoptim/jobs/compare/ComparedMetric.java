// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Arrays;
import java.util.List;
import sparkoptim.core.DidYouMean;

/** What models are compared by. */
public enum ComparedMetric {
  LOG_LOSS("logLoss", false, true, Kind.PROBABILITIES),
  ACCURACY("accuracy", true, true, Kind.CLASSES),
  BRIER("brier", false, true, Kind.PROBABILITIES),
  AUC("auc", true, false, Kind.RANKING),
  F1("f1", true, false, Kind.TWO_CLASSES),
  RMSE("rmse", false, false, Kind.NUMBERS),
  MAE("mae", false, true, Kind.NUMBERS),
  R2("r2", true, false, Kind.NUMBERS);

  /** What a metric needs of the models. */
  enum Kind {
    CLASSES("classes"),
    TWO_CLASSES("two classes"),
    PROBABILITIES("probabilities of classes"),
    RANKING("probabilities of two classes"),
    NUMBERS("predicted numbers");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final String key;
  private final boolean largerIsBetter;
  private final boolean mean;
  private final Kind kind;

  ComparedMetric(String key, boolean largerIsBetter, boolean mean, Kind kind) {
    this.key = key;
    this.largerIsBetter = largerIsBetter;
    this.mean = mean;
    this.kind = kind;
  }

  /** Returns the name that settings and records use. */
  public String key() {
    return key;
  }

  boolean largerIsBetter() {
    return largerIsBetter;
  }

  /** Returns whether the metric is a mean over rows; of the others intervals are bootstrapped. */
  boolean isMean() {
    return mean;
  }

  Kind kind() {
    return kind;
  }

  /**
   * Returns the metric of a name.
   *
   * @throws IllegalArgumentException naming the nearest
   */
  static ComparedMetric named(String name) {
    List<String> keys = Arrays.stream(values()).map(ComparedMetric::key).toList();
    return Arrays.stream(values())
        .filter(metric -> metric.key.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown metric " + name + "; " + DidYouMean.hint(name, keys)));
  }
}
