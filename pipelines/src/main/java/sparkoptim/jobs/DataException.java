// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** Data or a model that is missing or refused; wherever it is noticed, the exit code says so. */
final class DataException extends JobException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(message);
  }
}
