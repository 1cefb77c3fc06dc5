// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** Other runs were in the way: the same command may go well later. */
final class TryAgainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TryAgainException(String message) {
    super(message);
  }
}
