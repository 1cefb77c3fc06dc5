// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

/** A place that may not be written to; the message names the setting, the rule and the path. */
public final class PublicationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the whole explanation. */
  public PublicationException(String message) {
    super(message);
  }
}
