// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/** Why a row is left out of every figure. */
enum Reason {
  LABEL_MISSING("labelMissing", "no label"),
  LABEL_UNKNOWN("labelUnknown", "a label that the model does not know"),
  PREDICTION_MISSING("predictionMissing", "a prediction that is missing or not finite"),
  WEIGHT_INVALID("weightInvalid", "a weight that is missing, negative or not finite");

  private final String key;
  private final String words;

  Reason(String key, String words) {
    this.key = key;
    this.words = words;
  }

  String key() {
    return key;
  }

  String words() {
    return words;
  }
}
