// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/**
 * A file, or a row, holds what it should not. Where the file is, whether it may be read, and how it
 * is to be read, are not at fault.
 */
final class ContentException extends JobException {
  private static final long serialVersionUID = 1L;

  ContentException(String message) {
    super(message);
  }

  ContentException(String message, Throwable cause) {
    super(message, cause);
  }
}
