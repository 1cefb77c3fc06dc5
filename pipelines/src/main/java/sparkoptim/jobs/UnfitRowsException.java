// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/**
 * Rows that cannot be read or trained with. Where they are the new ones of a night, they would stop
 * every later night whose window they are in, so these leave them out.
 */
final class UnfitRowsException extends DataException {
  private static final long serialVersionUID = 1L;

  private final boolean ofNewRows;

  /** Rows of a window: which of its days they are of is not known. */
  UnfitRowsException(String message) {
    super(message);
    ofNewRows = false;
  }

  /** Rows of a window, that a stage refused. */
  UnfitRowsException(String message, Throwable cause) {
    super(message, cause);
    ofNewRows = false;
  }

  /** New rows of a night. */
  UnfitRowsException(JobException refusal) {
    super(refusal.getMessage(), refusal);
    ofNewRows = true;
  }

  /** Returns whether the rows are known to be the new ones of a night. */
  boolean areNew() {
    return ofNewRows;
  }
}
