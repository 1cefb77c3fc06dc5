// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** Other runs, or a disk, were in the way: the same command may go well later. */
final class TryAgainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TryAgainException(String message) {
    super(message);
  }

  TryAgainException(String message, Throwable cause) {
    super(message, cause);
  }
}
