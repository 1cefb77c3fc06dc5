package sparkoptim.jobs;

/** A mistake in usage, configuration or data; the message alone tells the user what to change. */
final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobException(String message) {
    super(message);
  }

  JobException(String message, Throwable cause) {
    super(message, cause);
  }
}
