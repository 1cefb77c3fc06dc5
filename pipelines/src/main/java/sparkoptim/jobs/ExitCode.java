// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** The exit codes of all commands; docs/jobs.md has the table. */
final class ExitCode {
  static final int SUCCEEDED = 0;

  /** Something that nobody foresaw. */
  static final int UNEXPECTED = 1;

  /** Usage, configuration, or a place that may not be written to. */
  static final int CONFIGURATION = 2;

  /** The model is saved, and something that comes after it failed. */
  static final int REPORT_INCOMPLETE = 3;

  /** Data, model or checkpoint are missing, damaged, or not fit for this job. */
  static final int REFUSED = 65;

  /** The cluster, a disk or another run stood in the way: the same command may do later. */
  static final int TRY_AGAIN = 75;

  /** Ctrl-C. */
  static final int INTERRUPTED = 130;

  /** SIGTERM. */
  static final int STOPPED = 143;

  private ExitCode() {}

  /** Returns the word that {@code outcome.json} has for a code. */
  static String word(int code) {
    return switch (code) {
      case SUCCEEDED -> "succeeded";
      case CONFIGURATION -> "configuration";
      case REPORT_INCOMPLETE -> "report incomplete";
      case REFUSED -> "refused";
      case TRY_AGAIN -> "try again";
      case INTERRUPTED -> "interrupted";
      case STOPPED -> "stopped";
      default -> "unexpected";
    };
  }
}
