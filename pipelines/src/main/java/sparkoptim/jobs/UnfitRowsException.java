// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/**
 * Rows that cannot be read or trained with. Where they are the new ones of a night, they would stop
 * every later night whose window they are in, so these leave them out.
 */
final class UnfitRowsException extends JobException {
  private static final long serialVersionUID = 1L;

  UnfitRowsException(String message) {
    super(message);
  }

  UnfitRowsException(JobException refusal) {
    super(refusal.getMessage(), refusal);
  }

  UnfitRowsException(String message, Throwable cause) {
    super(message, cause);
  }
}
