// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** What happens to missing values: nulls, and NaN in columns of numbers. */
enum MissingPolicy {
  /** They are an error, which names the column and how many there are. */
  REFUSE,
  /** Rows with one are left out. */
  SKIP,
  /** The mean of the training rows takes their place. */
  MEAN,
  /** The median of the training rows takes their place. */
  MEDIAN,
  /** As the mean, and a column more says where they were. */
  INDICATOR;

  /** Returns whether a value takes the place of a missing one. */
  boolean fills() {
    return this != REFUSE && this != SKIP;
  }
}
