package sparkoptim.engine.rows;

import java.io.Serializable;

/**
 * What rows must look like, and the names to use when they do not.
 *
 * @param labelColumn name of the label column
 * @param featuresColumn name of the features column
 * @param weightColumn name of the weight column; null where rows have no weights
 * @param classes labels must be 0 to classes - 1; 0 where labels are any finite numbers
 */
public record RowRules(String labelColumn, String featuresColumn, String weightColumn, int classes)
    implements Serializable {

  /** Whether rows carry weights. */
  public boolean weighted() {
    return weightColumn != null;
  }
}
