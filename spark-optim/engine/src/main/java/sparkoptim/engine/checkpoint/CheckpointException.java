// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import sparkoptim.core.PlainText;

/**
 * A checkpoint is not there, is damaged, or belongs to another training. Its message may have names
 * from files of strangers, and is one line whatever they are.
 */
public class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception with a message that names the place first.
   *
   * @param message what is wrong, the place first
   */
  public CheckpointException(String message) {
    super(PlainText.line(message));
  }

  /**
   * Creates an exception with a message that names the place first, and its cause.
   *
   * @param message what is wrong, the place first
   * @param cause what showed it
   */
  public CheckpointException(String message, Throwable cause) {
    super(PlainText.line(message), cause);
  }
}
