// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;

/**
 * The requirements on rows, and the names to use in errors.
 *
 * @param labelColumn name of the label column
 * @param featuresColumn name of the features column
 * @param weightColumn name of the weight column; null where rows have no weights
 * @param classes labels must be 0 to classes - 1; 0 where labels are any finite numbers
 * @param told whether the label column's metadata tell the number of classes
 */
public record RowRules(
    String labelColumn, String featuresColumn, String weightColumn, int classes, boolean told)
    implements Serializable {

  /** Creates rules without a word from metadata. */
  public RowRules(String labelColumn, String featuresColumn, String weightColumn, int classes) {
    this(labelColumn, featuresColumn, weightColumn, classes, false);
  }

  /** Returns whether rows carry weights. */
  public boolean weighted() {
    return weightColumn != null;
  }
}
