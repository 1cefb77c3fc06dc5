// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import sparkoptim.core.PlainText;

/**
 * A mistake in usage, configuration or data; the message alone tells the user what to change. It is
 * one line, whatever names of files or texts of data are in it.
 */
public class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the whole explanation. */
  public JobException(String message) {
    super(PlainText.line(message));
  }

  /** Creates the same with what caused it. */
  public JobException(String message, Throwable cause) {
    super(PlainText.line(message), cause);
  }
}
