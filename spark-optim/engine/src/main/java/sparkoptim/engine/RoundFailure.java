// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.concurrent.CancellationException;

/** A round's Spark job failed. */
final class RoundFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RoundFailure(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  /** Returns the exception that the driver throws for a job's failure. */
  static RuntimeException of(Throwable cause) {
    if (FailureCause.cancelled(cause)) {
      CancellationException cancelled = new CancellationException(cause.getMessage());
      cancelled.initCause(cause);
      return cancelled;
    }
    return cause instanceof RuntimeException unchecked ? unchecked : new RoundFailure(cause);
  }
}
