// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/**
 * New rows of a night that cannot be read or trained with. As they would stop every later night
 * whose window they are in, these leave them out.
 */
final class NightRowsException extends JobException {
  private static final long serialVersionUID = 1L;

  NightRowsException(JobException refusal) {
    super(refusal.getMessage(), refusal);
  }

  NightRowsException(String message, Throwable cause) {
    super(message, cause);
  }
}
