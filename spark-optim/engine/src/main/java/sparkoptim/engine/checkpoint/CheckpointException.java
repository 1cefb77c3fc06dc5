package sparkoptim.engine.checkpoint;

/** A checkpoint is not there, is damaged, or belongs to another training. */
public class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, the place first. */
  public CheckpointException(String message) {
    super(message);
  }

  /** With what is wrong, the place first, and what showed it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
