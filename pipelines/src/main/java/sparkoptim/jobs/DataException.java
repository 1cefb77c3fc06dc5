// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** Data or a model that is missing or refused; wherever it is noticed, the exit code says so. */
public class DataException extends JobException {
  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the whole explanation. */
  public DataException(String message) {
    super(message);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
