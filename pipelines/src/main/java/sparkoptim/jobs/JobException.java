// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** A mistake in usage, configuration or data; the message alone tells the user what to change. */
public class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the whole explanation. */
  public JobException(String message) {
    super(message);
  }

  /** Creates the same with what caused it. */
  public JobException(String message, Throwable cause) {
    super(message, cause);
  }
}
